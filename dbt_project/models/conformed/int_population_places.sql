{{ config(tags=['pre_identity']) }}

with population as (
    select
        source_record_id,
        grid_code,
        household_ref,
        address_text,
        is_deleted
    from {{ ref('stg_zongzhi__population') }}
),

-- Codes, of either scheme, and the grids of today that they can mean.
codes as (
    select
        any_code,
        array_agg(current_grid_code) as successors,
        case when count(*) = 1 then min(current_grid_code) end as current_grid_code
    from {{ ref('int_grid_code_map') }}
    group by any_code
),

-- Where an old grid was cut into several, or none is stated, the household's other members say which one it is.
household_grids as (
    select
        population.household_ref,
        min(codes.current_grid_code) as grid_code
    from population
    inner join codes
        on population.grid_code = codes.any_code
    where population.household_ref is not null and not population.is_deleted and codes.current_grid_code is not null
    group by population.household_ref
    having count(distinct codes.current_grid_code) = 1
),

uncoded_records as ( -- noqa: ST03
    select
        population.source_record_id as record_key,
        left(population.grid_code, 12) as stated_division_code,
        population.address_text as place_text
    from population
    left join codes
        on population.grid_code = codes.any_code
    where codes.current_grid_code is null
),

addresses as (
    select
        record_key,
        division_code,
        grid_code
    from {{ address_places('uncoded_records') }}
),

-- An address or a household in another place than the grid that was cut leaves it open.
weighed as (
    select
        population.source_record_id,
        population.grid_code as stated_grid_code,
        codes.successors,
        codes.current_grid_code as coded_grid_code,
        addresses.division_code as address_division_code,
        case when {{ is_one_of_or_free('addresses.grid_code', 'codes.successors') }} then addresses.grid_code end
            as address_grid_code,
        case
            when {{ is_one_of_or_free('household_grids.grid_code', 'codes.successors') }}
                then household_grids.grid_code
        end as household_grid_code
    from population
    left join codes
        on population.grid_code = codes.any_code
    left join addresses
        on population.source_record_id = addresses.record_key
    left join household_grids
        on population.household_ref = household_grids.household_ref
),

placed as (
    select
        *,
        coalesce(coded_grid_code, address_grid_code, household_grid_code) as grid_code,
        case
            when coded_grid_code is null and successors is not null then 'old_grid_code_and_'
            else ''
        end as with_old_code
    from weighed
)

select
    placed.source_record_id,
    placed.grid_code,
    coalesce(
        grids.division_code,
        stated.division_code,
        left(placed.stated_grid_code, 12),
        placed.address_division_code
    ) as division_code,
    case
        when placed.coded_grid_code = placed.stated_grid_code then 'grid_code'
        when placed.coded_grid_code is not null then 'old_grid_code'
        when placed.address_grid_code is not null then placed.with_old_code || 'address'
        when placed.household_grid_code is not null then placed.with_old_code || 'household'
        when placed.stated_grid_code is not null then 'division'
        when placed.address_division_code is not null then 'address_division'
        else 'none'
    end as placed_by
from placed
left join {{ ref('int_grids') }} as grids
    on placed.grid_code = grids.grid_code
left join {{ ref('int_grids') }} as stated
    on placed.stated_grid_code = stated.grid_code
