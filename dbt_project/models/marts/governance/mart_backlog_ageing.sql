with open_events as (
    select
        events.division_code,
        events.event_type_code,
        events.is_overdue,
        {{ days_between(local_date('events.reported_at'), 'moment.as_of_date') }} as age_days,
        moment.as_of_date
    from {{ ref('fct_event') }} as events
    cross join {{ ref('int_as_of') }} as moment
    where not events.is_closed and events.status <> 'void'
),

banded_events as (
    select
        division_code,
        event_type_code,
        is_overdue,
        age_days,
        as_of_date,
        case
            when age_days is null then 'unknown'
            when age_days <= 3 then '0-3'
            when age_days <= 7 then '4-7'
            when age_days <= 30 then '8-30'
            when age_days <= 90 then '31-90'
            else 'over_90'
        end as age_band
    from open_events
)

select
    division_code,
    event_type_code,
    age_band,
    count(*) as open_events,
    count(*) filter (where is_overdue) as overdue,
    cast(max(age_days) as integer) as oldest_days,
    as_of_date as as_of
from banded_events
group by division_code, event_type_code, age_band, as_of_date
