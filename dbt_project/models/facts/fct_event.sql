-- Who is known only from records that are deleted or for trial is no resident, and stands in no dimension.
with reporters as (
    select
        links.event_key,
        min_by(crosswalk.resident_key, links.origin_order) as resident_key
    from {{ ref('int_event_links') }} as links
    inner join {{ ref('int_event_reports') }} as reports
        on links.report_key = reports.report_key
    inner join {{ source('identity', 'crosswalk') }} as crosswalk
        on
            reports.reporter_network = crosswalk.network
            and reports.reporter_stream = crosswalk.stream
            and reports.reporter_record_id = crosswalk.source_record_id
    where
        links.is_live
        and crosswalk.resident_key in (select residents.resident_key from {{ ref('dim_resident') }} as residents)
    group by links.event_key
)

select
    events.event_key,
    events.event_type_code,
    events.grid_code,
    events.division_code,
    events.origin_network,
    events.origin_kind,
    events.networks,
    cast(events.report_count as integer) as report_count,
    reporters.resident_key as reporter_resident_key,
    events.reported_at,
    events.accepted_at,
    events.dispatched_at,
    events.handled_at,
    events.closed_at,
    events.revisited_at,
    events.department_code,
    cast(events.satisfaction as integer) as satisfaction,
    events.status,
    events.is_closed,
    events.is_overdue,
    cast(events.hours_to_close as double) as hours_to_close,
    {{ rounded('events.lng', 4) }} as lng,
    {{ rounded('events.lat', 4) }} as lat,
    events.placed_by,
    grid_versions.grid_key as grid_key_at_report,
    events.due_at,
    events.reopened_at,
    events.has_disordered_times
from {{ ref('int_events') }} as events
left join reporters
    on events.event_key = reporters.event_key
left join {{ ref('int_event_grid_versions') }} as grid_versions
    on events.event_key = grid_versions.event_key
