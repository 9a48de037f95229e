-- The governance platform keeps no list of households: they are what its people name.
with population_places as (
    select
        household_ref,
        division_code,
        grid_code,
        {{ commonest('placed_by') }} as placed_by,
        min(first_seen_at) as first_seen_at,
        count(*) as record_count
    from {{ ref('int_person_records') }}
    where network = 'zongzhi' and household_ref is not null and not is_deleted and not is_test
    group by household_ref, division_code, grid_code
),

-- Where its people disagree, most of those who name a grid decide.
ranked_households as (
    select
        'zongzhi' as network,
        household_ref,
        division_code,
        grid_code,
        placed_by,
        min(first_seen_at) over (partition by household_ref) as first_seen_at,
        row_number() over (
            partition by household_ref
            order by grid_code is null asc, record_count desc, grid_code asc, division_code asc nulls last
        ) as precedence
    from population_places
),

households as (
    select
        network,
        household_ref,
        division_code,
        grid_code,
        placed_by,
        first_seen_at
    from ranked_households
    where precedence = 1
    union all
    select
        network,
        household_ref,
        division_code,
        grid_code,
        placed_by,
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

ranked_partners as (
    select
        network,
        household_ref,
        partner_network,
        partner_ref,
        row_number() over (
            partition by network, household_ref, partner_network
            order by shared_residents desc, likeness desc, partner_ref asc
        ) as precedence
    from shared
),

favourites as (
    select
        network,
        household_ref,
        partner_network,
        partner_ref
    from ranked_partners
    where precedence = 1
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

urban_partners as (
    select
        household_ref,
        partner_ref
    from pairs
    where network = 'xiangcun' and partner_network = 'shequ'
),

governance_partners as (
    select
        network,
        household_ref,
        partner_ref
    from pairs
    where partner_network = 'zongzhi'
),

-- A household stands under the governance platform's one where there is a pair, a rural one also under the
-- community platform's and through it; so two households of one register come together only by that step.
rural_anchors as (
    select
        urban_partners.household_ref,
        coalesce('zongzhi|' || governance_partners.partner_ref, 'shequ|' || urban_partners.partner_ref) as anchor
    from urban_partners
    left join governance_partners
        on governance_partners.network = 'shequ' and urban_partners.partner_ref = governance_partners.household_ref
),

anchors as (
    select
        network,
        household_ref,
        'zongzhi|' || partner_ref as anchor
    from governance_partners
    union all
    select
        'xiangcun' as network,
        rural_anchors.household_ref,
        rural_anchors.anchor
    from rural_anchors
    left join governance_partners
        on
            governance_partners.network = 'xiangcun'
            and rural_anchors.household_ref = governance_partners.household_ref
    where governance_partners.household_ref is null
),

anchored as (
    select
        households.network,
        households.household_ref,
        households.division_code,
        households.grid_code,
        households.placed_by,
        households.first_seen_at,
        coalesce(anchors.anchor, households.network || '|' || households.household_ref) as anchor
    from households
    left join anchors
        on households.network = anchors.network and households.household_ref = anchors.household_ref
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
    placed_by,
    first_seen_at
from founded
