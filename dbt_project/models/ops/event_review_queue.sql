select
    left_reports.network as left_network,
    left_reports.stream as left_stream,
    left_reports.source_record_id as left_id,
    right_reports.network as right_network,
    right_reports.stream as right_stream,
    right_reports.source_record_id as right_id,
    matches.match_probability,
    matches.is_hinted,
    left_reports.event_type_code as left_event_type_code,
    right_reports.event_type_code as right_event_type_code,
    left_reports.reported_at as left_reported_at,
    right_reports.reported_at as right_reported_at
from {{ ref('int_event_matches') }} as matches
inner join {{ ref('int_event_reports') }} as left_reports
    on matches.left_key = left_reports.report_key
inner join {{ ref('int_event_reports') }} as right_reports
    on matches.right_key = right_reports.report_key
where
    not matches.is_joined
    and not left_reports.is_deleted
    and not right_reports.is_deleted
