with events as (
    select
        event_key,
        is_closed,
        is_overdue,
        cast(date_trunc('month', {{ local_date('reported_at') }}) as date) as reported_month,
        case when is_closed then {{ local_date('coalesce(closed_at, revisited_at, reported_at)') }} end as closed_on
    from {{ ref('fct_event') }}
    where status <> 'void' and reported_at is not null
),

reported_by_month as (
    select
        reported_month as month,
        count(*) as reported,
        count(*) filter (where is_closed) as closed_of_reported,
        count(*) filter (where is_closed and not is_overdue) as closed_on_time,
        count(*) filter (where is_closed or is_overdue) as due
    from events
    group by reported_month
),

closed_by_month as (
    select
        cast(date_trunc('month', closed_on) as date) as month,
        count(*) as closed
    from events
    where closed_on is not null
    group by date_trunc('month', closed_on)
),

months as (
    select
        coalesce(reported_by_month.month, closed_by_month.month) as month,
        coalesce(reported_by_month.reported, 0) as reported,
        coalesce(reported_by_month.closed_of_reported, 0) as closed_of_reported,
        coalesce(reported_by_month.closed_on_time, 0) as closed_on_time,
        coalesce(reported_by_month.due, 0) as due,
        coalesce(closed_by_month.closed, 0) as closed
    from reported_by_month
    full outer join closed_by_month
        on reported_by_month.month = closed_by_month.month
),

-- What there was to close in a month: what stood open when it began, and what was reported in it.
loads as (
    select
        month,
        reported,
        closed_of_reported,
        closed_on_time,
        due,
        closed,
        sum(reported) over so_far - sum(closed) over so_far + closed as to_close
    from months
    window so_far as (order by month)
),

defined_rates as (
    select
        'by_reports_of_the_period' as definition_id,
        month,
        closed_of_reported as numerator,
        reported as denominator
    from loads
    union all
    select
        'by_closures_of_the_period' as definition_id,
        month,
        closed as numerator,
        to_close as denominator
    from loads
    union all
    select
        'on_time' as definition_id,
        month,
        closed_on_time as numerator,
        due as denominator
    from loads
)

select
    rates.definition_id,
    rates.month,
    cast(rates.numerator as bigint) as numerator,
    cast(rates.denominator as bigint) as denominator,
    {{ rate('rates.numerator', 'rates.denominator') }} as closure_rate,
    definitions.definition_zh,
    definitions.definition_en,
    moment.as_of_date as as_of
from defined_rates as rates
inner join {{ ref('closure_rate_definitions') }} as definitions
    on rates.definition_id = definitions.definition_id
cross join {{ ref('int_as_of') }} as moment
