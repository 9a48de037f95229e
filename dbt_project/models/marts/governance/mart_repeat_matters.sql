-- A place is a cell of a thousandth of a degree (about 80 by 110 metres): finer would point at households.
with placed_events as (
    select
        events.division_code,
        events.grid_code,
        events.event_type_code,
        {{ rounded('events.lng', 3) }} as lng,
        {{ rounded('events.lat', 3) }} as lat,
        events.is_closed,
        {{ local_date('events.reported_at') }} as reported_on,
        moment.as_of_date
    from {{ ref('fct_event') }} as events
    cross join {{ ref('int_as_of') }} as moment
    where
        events.status <> 'void'
        and events.lng is not null
        and events.reported_at > moment.as_of_at - interval 365 day
)

select
    event_type_code,
    lng,
    lat,
    min(division_code) as division_code,
    min(grid_code) as grid_code,
    count(*) as matters,
    count(*) filter (where not is_closed) as open_matters,
    min(reported_on) as first_reported_on,
    max(reported_on) as last_reported_on,
    as_of_date as as_of
from placed_events
group by event_type_code, lng, lat, as_of_date
having count(*) >= 3
