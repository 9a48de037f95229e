with households_by_division as (
    select
        division_code,
        count(*) as households
    from {{ ref('dim_household') }}
    where division_code is not null
    group by division_code
),

visits_by_month as (
    select
        cast(date_trunc('month', {{ local_date('visited_at') }}) as date) as month,
        division_code,
        kind,
        count(*) as visits,
        count(distinct household_key) as households_visited
    from {{ ref('fct_visit') }}
    where visited_at is not null
    group by date_trunc('month', {{ local_date('visited_at') }}), division_code, kind
)

select
    visits.month,
    visits.division_code,
    visits.kind,
    visits.visits,
    visits.households_visited,
    coalesce(households.households, 0) as households,
    {{ rate('visits.households_visited', 'households.households') }} as coverage
from visits_by_month as visits
left join households_by_division as households
    on visits.division_code = households.division_code
