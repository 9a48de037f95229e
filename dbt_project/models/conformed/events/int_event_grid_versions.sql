with dated_events as (
    select
        event_key,
        grid_code,
        lng,
        lat,
        {{ local_date('reported_at') }} as reported_on
    from {{ ref('int_events') }}
    where reported_at is not null
),

-- The code that its first report wrote, of those in force on that day. The days are no part of the join, else the
-- engine pairs all events with all grids of their days first.
stated_versions as (
    select
        events.event_key,
        min_by(grids.grid_code, links.origin_order) filter (
            where
            events.reported_on >= grids.valid_from
            and events.reported_on < coalesce(grids.valid_to, date '9999-12-31')
        ) as stated_code
    from dated_events as events
    inner join {{ ref('int_event_links') }} as links
        on events.event_key = links.event_key and links.is_live
    inner join {{ ref('int_event_reports_as_stated') }} as reports
        on links.report_key = reports.report_key
    inner join {{ ref('int_grids') }} as grids
        on reports.stated_grid_code = grids.grid_code
    group by events.event_key
),

-- Today's grid itself, or the old grids that it was cut from; of an event that has none, what was stated.
valid_versions as (
    select
        events.event_key,
        events.lng,
        events.lat,
        grids.grid_key,
        grids.boundary_wkt,
        coalesce(stated_versions.stated_code = grids.grid_code, false) as is_stated
    from dated_events as events
    inner join {{ ref('int_grid_code_map') }} as map
        on events.grid_code = map.current_grid_code
    inner join {{ ref('int_grids') }} as grids
        on
            map.any_code = grids.grid_code
            and events.reported_on >= grids.valid_from
            and events.reported_on < coalesce(grids.valid_to, date '9999-12-31')
    left join stated_versions
        on events.event_key = stated_versions.event_key

    union all

    select
        events.event_key,
        events.lng,
        events.lat,
        grids.grid_key,
        grids.boundary_wkt,
        true as is_stated
    from dated_events as events
    inner join stated_versions
        on events.event_key = stated_versions.event_key
    inner join {{ ref('int_grids') }} as grids
        on stated_versions.stated_code = grids.grid_code
    where events.grid_code is null
),

-- Only where several are left does it matter in which one the point lies.
open_points as ( -- noqa: ST03
    select
        event_key,
        {{ the_value('lng') }} as lng,
        {{ the_value('lat') }} as lat
    from valid_versions
    where lng is not null
    group by event_key
    having count(*) > 1 and not bool_or(is_stated)
),

open_grids as ( -- noqa: ST03
    select distinct
        versions.grid_key,
        versions.boundary_wkt
    from valid_versions as versions
    inner join open_points
        on versions.event_key = open_points.event_key
),

holding_grids as (
    select
        event_key,
        grid_key
    from {{ points_in_polygons('open_points', 'event_key', 'open_grids', 'grid_key') }}
),

judged_versions as (
    select
        versions.event_key,
        versions.grid_key,
        versions.is_stated,
        holding_grids.grid_key is not null as holds_point
    from valid_versions as versions
    left join holding_grids
        on
            versions.event_key = holding_grids.event_key
            and versions.grid_key = holding_grids.grid_key
),

-- The only one; else the one that was stated; else the one that holds the point; else it is not known.
counted_versions as (
    select
        event_key,
        case
            when count(*) = 1 then min(grid_key)
            when count(*) filter (where is_stated) = 1 then min(grid_key) filter (where is_stated)
            when count(*) filter (where holds_point) = 1 then min(grid_key) filter (where holds_point)
        end as grid_key
    from judged_versions
    group by event_key
)

select
    event_key,
    grid_key
from counted_versions
where grid_key is not null
