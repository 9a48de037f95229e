with counted_events as (
    select
        cast(date_trunc('month', {{ local_date('reported_at') }}) as date) as month,
        grid_code,
        division_code,
        event_type_code,
        origin_network,
        is_closed,
        is_overdue,
        hours_to_close
    from {{ ref('fct_event') }}
    where status <> 'void'
)

select
    month,
    grid_code,
    division_code,
    event_type_code,
    origin_network,
    count(*) as reported,
    count(*) filter (where is_closed) as closed,
    count(*) filter (where is_overdue) as overdue,
    {{ rate('count(*) filter (where is_closed)', 'count(*)') }} as closure_rate,
    median(hours_to_close) filter (where is_closed) as median_hours_to_close
from counted_events
group by month, grid_code, division_code, event_type_code, origin_network
