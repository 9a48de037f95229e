select
    date_day,
    cast(year(date_day) as integer) as year,
    cast(quarter(date_day) as integer) as quarter,
    cast(month(date_day) as integer) as month,
    cast(weekofyear(date_day) as integer) as iso_week,
    cast({{ day_of_week('date_day') }} as integer) as day_of_week,
    is_workday,
    year(date_day) || '年' || month(date_day) || '月' || day(date_day) || '日 星期'
    || substr('一二三四五六日', cast({{ day_of_week('date_day') }} as integer), 1) as name_zh
from {{ ref('int_working_days') }}
