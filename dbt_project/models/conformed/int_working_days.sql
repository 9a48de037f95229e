{%- set last_day = 'make_date(cast(year(as_of_date) as integer) + 1, 12, 31)' -%}
with calendar_moments as (
    select {{ a_row_each(days("date '2000-01-01'", last_day)) }} as moment
    from {{ ref('int_as_of') }}
),

calendar as (
    select cast(moment as date) as date_day
    from calendar_moments
),

-- A day is worked from Monday to Friday unless the State Council's notice for the year says otherwise, or a
-- county that keeps days of its own (docs/counties.md).
judged as (
    select
        calendar.date_day,
        {{ local_workday(
            'calendar.date_day', 'coalesce(exceptions.is_workday, ' ~ day_of_week('calendar.date_day') ~ ' <= 5)'
        ) }} as is_workday
    from calendar
    left join {{ ref('calendar_exceptions') }} as exceptions
        on calendar.date_day = exceptions.date_day
)

select
    date_day,
    is_workday,
    count(case when is_workday then 1 end) over (
        order by date_day rows between unbounded preceding and 1 preceding
    ) as workdays_before
from judged
