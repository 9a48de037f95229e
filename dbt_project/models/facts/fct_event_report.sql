select
    links.event_key,
    links.network,
    links.source_record_id,
    reports.reported_at,
    links.matched_by,
    cast(links.match_probability as double) as match_probability,
    links.stream,
    reports.status,
    reports.placed_by,
    reports.is_published
from {{ ref('int_event_links') }} as links
inner join {{ ref('int_event_reports') }} as reports
    on links.report_key = reports.report_key
where links.is_live
