with found_disputes as (
    select
        cast(date_trunc('month', {{ local_date('found_at') }}) as date) as month,
        division_code,
        type,
        dispatched_at,
        is_resolved
    from {{ ref('fct_dispute') }}
)

select
    month,
    division_code,
    type,
    count(*) as found,
    count(dispatched_at) as dispatched,
    count(*) filter (where is_resolved) as resolved,
    {{ rate('count(*) filter (where is_resolved)', 'count(*)') }} as resolution_rate
from found_disputes
group by month, division_code, type
