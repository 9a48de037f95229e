with dated_events as (
    select
        event_key,
        grid_code,
        {{ local_date('reported_at') }} as reported_on
    from {{ ref('int_events') }}
    where grid_code is not null and reported_at is not null
),

-- Today's grid itself, or the old grids that it was cut from, as far as they were in force on that day.
valid_versions as (
    select
        events.event_key,
        grids.grid_key
    from dated_events as events
    inner join {{ ref('int_grid_code_map') }} as map
        on events.grid_code = map.current_grid_code
    inner join {{ ref('int_grids') }} as grids
        on
            map.any_code = grids.grid_code
            and events.reported_on >= grids.valid_from
            and events.reported_on < coalesce(grids.valid_to, date '9999-12-31')
)

-- Cut from several grids of that day: which of them it was is not known.
select
    event_key,
    min(grid_key) as grid_key
from valid_versions
group by event_key
having count(distinct grid_key) = 1
