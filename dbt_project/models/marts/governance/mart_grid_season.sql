with dated_events as (
    select
        events.grid_code,
        types.category_code,
        cast(month({{ local_date('events.reported_at') }}) as integer) as month_of_year,
        year({{ local_date('events.reported_at') }}) as year
    from {{ ref('fct_event') }} as events
    inner join {{ ref('dim_event_type') }} as types
        on events.event_type_code = types.event_type_code
    where events.status <> 'void' and events.grid_code is not null and events.reported_at is not null
)

select
    grid_code,
    month_of_year,
    category_code,
    count(*) as events,
    cast(count(distinct year) as integer) as years,
    cast(count(*) as double) / count(distinct year) as events_a_year
from dated_events
group by grid_code, month_of_year, category_code
