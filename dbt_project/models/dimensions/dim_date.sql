with calendar as (
    select
        cast(unnest(generate_series(
            date '2000-01-01', make_date(cast(year(as_of_date) as integer) + 1, 12, 31), interval 1 day
        )) as date) as date_day
    from {{ ref('int_as_of') }}
)

-- A day is worked from Monday to Friday unless the State Council's notice for the year says otherwise.
select
    calendar.date_day,
    cast(year(calendar.date_day) as integer) as year,
    cast(quarter(calendar.date_day) as integer) as quarter,
    cast(month(calendar.date_day) as integer) as month,
    cast(weekofyear(calendar.date_day) as integer) as iso_week,
    cast(isodow(calendar.date_day) as integer) as day_of_week,
    coalesce(exceptions.is_workday, isodow(calendar.date_day) <= 5) as is_workday,
    strftime(calendar.date_day, '%Y年%-m月%-d日 星期') || substr('一二三四五六日', isodow(calendar.date_day), 1) as name_zh
from calendar
left join {{ ref('calendar_exceptions') }} as exceptions
    on calendar.date_day = exceptions.date_day
