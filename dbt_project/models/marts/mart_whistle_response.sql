with whistles_by_month as (
    select
        cast(date_trunc('month', {{ local_date('whistled_at') }}) as date) as month,
        division_code,
        is_solved,
        hours_to_report_in
    from {{ ref('fct_whistle') }}
)

select
    month,
    division_code,
    count(*) as whistles,
    count(*) filter (where is_solved) as solved,
    median(hours_to_report_in) as median_hours_to_report_in
from whistles_by_month
group by month, division_code
