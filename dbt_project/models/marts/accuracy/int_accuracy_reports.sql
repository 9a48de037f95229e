select
    network,
    stream,
    report_key,
    source_record_id,
    event_type_code <> 'unmapped' as is_type_mapped,
    is_status_mapped,
    reported_at is not null as has_time,
    {{ in_order(['reported_at', 'accepted_at', 'dispatched_at', 'handled_at', 'closed_at', 'revisited_at']) }}
        as has_ordered_times,
    grid_code is not null as has_grid,
    lng is not null and lat is not null as has_point,
    agrees_with_point
from {{ ref('int_event_reports') }}
where not is_deleted and not is_test
