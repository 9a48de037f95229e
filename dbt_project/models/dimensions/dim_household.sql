with sources as (
    select
        household_key,
        network,
        grid_code,
        division_code,
        placed_by,
        row_number() over (
            partition by household_key order by {{ network_rank('network') }}, household_ref
        ) as precedence
    from {{ ref('int_households') }}
),

households as (
    select
        household_key,
        min_by(grid_code, precedence) filter (where grid_code is not null) as grid_code,
        coalesce(
            min_by(division_code, precedence) filter (where grid_code is not null),
            min_by(division_code, precedence) filter (where division_code is not null)
        ) as division_code,
        coalesce(
            min_by(placed_by, precedence) filter (where grid_code is not null),
            min_by(placed_by, precedence) filter (where division_code is not null),
            'none'
        ) as placed_by,
        array_sort(array_agg(distinct network)) as networks
    from sources
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
    households.networks,
    households.placed_by
from households
left join members
    on households.household_key = members.household_key
left join {{ ref('int_divisions') }} as divisions
    on households.division_code = divisions.division_code
