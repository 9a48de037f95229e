select
    date_day,
    cast(year(date_day) as integer) as year,
    cast(quarter(date_day) as integer) as quarter,
    cast(month(date_day) as integer) as month,
    cast(weekofyear(date_day) as integer) as iso_week,
    cast(isodow(date_day) as integer) as day_of_week,
    is_workday,
    strftime(date_day, '%Y年%-m月%-d日 星期') || substr('一二三四五六日', isodow(date_day), 1) as name_zh
from {{ ref('int_working_days') }}
