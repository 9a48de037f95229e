with ordered_steps as (
    select
        department_code as to_department_code,
        occurred_at,
        lag(department_code) over in_order as from_department_code,
        lag(occurred_at) over in_order as handed_at
    from {{ ref('fct_event_step') }}
    where department_code is not null and occurred_at is not null
    window in_order as (partition by event_key order by occurred_at, step_key)
),

handovers as (
    select
        cast(date_trunc('month', {{ local_date('occurred_at') }}) as date) as month,
        from_department_code,
        to_department_code,
        {{ hours_between('handed_at', 'occurred_at') }} as hours
    from ordered_steps
    where from_department_code is not null and from_department_code <> to_department_code
)

select
    month,
    from_department_code,
    to_department_code,
    count(*) as handovers,
    cast(median(hours) as double) as median_hours,
    cast({{ quantile('hours', 0.9) }} as double) as ninth_decile_hours
from handovers
group by month, from_department_code, to_department_code
