with households as (
    select
        household_key,
        first(grid_code order by {{ network_rank('network') }}, household_ref)
            filter (where grid_code is not null) as grid_code,
        first(division_code order by grid_code is null, {{ network_rank('network') }}, household_ref)
            filter (where division_code is not null) as division_code,
        list_sort(list(distinct network)) as networks
    from {{ ref('int_households') }}
    group by household_key
),

members as (
    select
        household_key,
        count(*) as member_count
    from {{ ref('dim_resident') }}
    where is_current and household_key is not null
    group by household_key
)

select
    households.household_key,
    households.grid_code,
    divisions.division_code,
    coalesce(members.member_count, 0) as member_count,
    households.networks
from households
left join members
    on households.household_key = members.household_key
left join {{ ref('int_divisions') }} as divisions
    on households.division_code = divisions.division_code
