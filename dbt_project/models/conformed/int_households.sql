-- The governance platform keeps no list of households: they are what its people name.
with population_places as (
    select
        'zongzhi' as network,
        household_ref,
        mode(division_code order by division_code) as division_code,
        mode(grid_code order by grid_code) as grid_code,
        min(first_seen_at) as first_seen_at
    from {{ ref('int_person_records') }}
    where network = 'zongzhi' and household_ref is not null and not is_deleted and not is_test
    group by household_ref
),

households as (
    select
        network,
        household_ref,
        division_code,
        grid_code,
        first_seen_at
    from population_places
    union all
    select
        network,
        household_ref,
        division_code,
        grid_code,
        first_seen_at
    from {{ ref('int_source_household_places') }}
    where not is_left_out
),

members as (
    select
        network,
        household_ref,
        resident_key,
        count(*) over (partition by network, household_ref) as household_size
    from {{ ref('int_household_members') }}
),

shared as (
    select
        one.network,
        one.household_ref,
        other.network as partner_network,
        other.household_ref as partner_ref,
        count(*) as shared_residents,
        count(*) / (any_value(one.household_size) + any_value(other.household_size) - count(*)) as likeness
    from members as one
    inner join members as other
        on one.resident_key = other.resident_key and one.network != other.network
    group by one.network, one.household_ref, other.network, other.household_ref
),

favourites as (
    select
        network,
        household_ref,
        partner_network,
        partner_ref
    from shared
    qualify row_number() over (
        partition by network, household_ref, partner_network
        order by shared_residents desc, likeness desc, partner_ref asc
    ) = 1
),

-- Two households are one when each is the other's favourite.
pairs as (
    select
        one.network,
        one.household_ref,
        one.partner_network,
        one.partner_ref
    from favourites as one
    inner join favourites as other
        on
            one.network = other.partner_network
            and one.household_ref = other.partner_ref
            and one.partner_network = other.network
            and one.partner_ref = other.household_ref
),

-- A household stands under the governance platform's one where there is a pair, a rural one also under the
-- community platform's and through it; so two households of one register come together only by that step.
anchored as (
    select
        households.network,
        households.household_ref,
        households.division_code,
        households.grid_code,
        households.first_seen_at,
        coalesce(
            'zongzhi|' || direct.partner_ref,
            'zongzhi|' || onward.partner_ref,
            'shequ|' || urban.partner_ref,
            households.network || '|' || households.household_ref
        ) as anchor
    from households
    left join pairs as direct
        on
            households.network = direct.network
            and households.household_ref = direct.household_ref
            and direct.partner_network = 'zongzhi'
    left join pairs as urban
        on
            households.network = 'xiangcun'
            and households.network = urban.network
            and households.household_ref = urban.household_ref
            and urban.partner_network = 'shequ'
    left join pairs as onward
        on
            onward.network = 'shequ'
            and urban.partner_ref = onward.household_ref
            and onward.partner_network = 'zongzhi'
),

-- The key is that of the source household seen first, so that a pair found later rarely moves it.
founded as (
    select
        *,
        first_value(network) over founding as founding_network,
        first_value(household_ref) over founding as founding_ref
    from anchored
    window founding as (
        partition by anchor
        order by first_seen_at, {{ network_rank('network') }}, household_ref
        rows between unbounded preceding and unbounded following
    )
)

select
    network,
    household_ref,
    {{ surrogate_key(['founding_network', "'household'", 'founding_ref']) }} as household_key,
    division_code,
    grid_code,
    first_seen_at
from founded
