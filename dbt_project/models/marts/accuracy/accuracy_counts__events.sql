with reports as (
    select
        report_key,
        network,
        stream,
        event_type_code,
        is_status_mapped,
        reported_at,
        grid_code,
        lng,
        lat,
        {{ in_order(['reported_at', 'accepted_at', 'dispatched_at', 'handled_at', 'closed_at', 'revisited_at']) }}
            as has_ordered_times
    from {{ ref('int_event_reports') }}
    where not is_deleted and not is_test
),

citations as (
    select
        reports.network,
        reports.stream,
        cited.cited_report_key
    from {{ ref('int_event_references') }} as cited
    inner join reports
        on cited.report_key = reports.report_key
)

{{ accuracy_of('reports', [
    ('code_mapped', 'true', "event_type_code <> 'unmapped'"),
    ('status_mapped', 'true', 'is_status_mapped'),
    ('time_known', 'true', 'reported_at is not null'),
    ('times_in_order', 'true', 'has_ordered_times'),
    ('grid_known', 'true', 'grid_code is not null'),
    ('point_usable', 'true', 'lng is not null and lat is not null'),
]) }}
union all
{{ accuracy_of('citations', [('reference_resolves', 'true', 'cited_report_key is not null')]) }}
