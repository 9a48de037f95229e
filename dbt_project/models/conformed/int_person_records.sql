{{ config(tags=['pre_identity']) }}

with placed_population as (
    select
        'zongzhi' as network,
        'population' as stream,
        population.source_record_id,
        population.name_text,
        population.id_text,
        population.sex,
        population.birth_date,
        population.phone_text,
        population.address_text,
        population.registered_address_text,
        population.household_ref,
        {{ door_of_address('population.address_text') }} as door_text,
        population.relation,
        population.residence_kind,
        population.is_test,
        population.is_deleted,
        population.first_seen_at,
        population.updated_at,
        places.grid_code,
        places.division_code,
        places.placed_by
    from {{ ref('stg_zongzhi__population') }} as population
    inner join {{ ref('int_population_places') }} as places
        on population.source_record_id = places.source_record_id
),

residents as (
    select
        'shequ' as network,
        'residents' as stream,
        resident.source_record_id,
        resident.name_text,
        resident.id_text,
        resident.sex,
        resident.birth_date,
        resident.phone_text,
        household.address_text,
        null as registered_address_text,
        resident.household_ref,
        household.door_text,
        null as relation,
        'unknown' as residence_kind,
        resident.is_test,
        resident.is_deleted,
        resident.first_seen_at,
        resident.updated_at,
        household.grid_code,
        household.division_code,
        {{ placed_in_household('household.grid_code', 'household.division_code') }} as placed_by
    from {{ ref('stg_shequ__residents') }} as resident
    left join {{ ref('int_source_household_places') }} as household
        on household.network = 'shequ' and resident.household_ref = household.household_ref
),

villagers as (
    select
        'xiangcun' as network,
        '村民' as stream,
        villager.source_record_id,
        villager.name_text,
        villager.id_text,
        villager.sex,
        villager.birth_date,
        villager.phone_text,
        household.address_text,
        null as registered_address_text,
        villager.household_ref,
        household.door_text,
        villager.relation,
        villager.residence_kind,
        villager.is_test,
        villager.is_deleted,
        villager.first_seen_at,
        villager.updated_at,
        household.grid_code,
        household.division_code,
        {{ placed_in_household('household.grid_code', 'household.division_code') }} as placed_by
    from {{ ref('stg_xiangcun__villagers') }} as villager
    left join {{ ref('int_source_household_places') }} as household
        on household.network = 'xiangcun' and villager.household_ref = household.household_ref
),

-- A reporter is known by what the case says; the place is that of the case.
reporters as (
    select
        'chengguan' as network,
        'cases' as stream,
        cases.source_record_id,
        cases.reporter_name as name_text,
        cases.reporter_id_masked as id_text,
        null as sex,
        cast(null as date) as birth_date,
        cases.reporter_phone as phone_text,
        cases.place_text as address_text,
        null as registered_address_text,
        cast(null as string) as household_ref,
        cast(null as string) as door_text,
        null as relation,
        'unknown' as residence_kind,
        cases.is_test,
        cases.is_deleted,
        cases.first_seen_at,
        cases.updated_at,
        map.current_grid_code as grid_code,
        left(map.current_grid_code, 12) as division_code,
        case when map.current_grid_code is not null then 'duty_grid' else 'none' end as placed_by
    from {{ ref('stg_chengguan__cases') }} as cases
    left join {{ ref('stg_chengguan__unit_grids') }} as unit_grids
        on cases.unit_grid_code = unit_grids.unit_grid_code
    left join {{ ref('int_grid_code_map') }} as map
        on unit_grids.duty_grid_code = map.any_code and map.successor_count = 1
    where cases.reporter_name is not null or cases.reporter_phone is not null or cases.reporter_id_masked is not null
),

person_records as (
    select * from placed_population
    union all
    select * from residents
    union all
    select * from villagers
    union all
    select * from reporters
)

select
    network,
    stream,
    source_record_id,
    name_text,
    id_text,
    case when sex in ('male', 'female') then sex else 'unknown' end as sex,
    birth_date,
    phone_text,
    address_text,
    registered_address_text,
    division_code,
    grid_code,
    placed_by,
    household_ref,
    door_text,
    case when relation in ('head', 'spouse', 'child', 'parent', 'other') then relation end as relation,
    case
        when residence_kind in ('registered', 'floating', 'left_behind', 'other') then residence_kind
        else 'unknown'
    end as residence_kind,
    is_test,
    is_deleted,
    first_seen_at,
    updated_at
from person_records
