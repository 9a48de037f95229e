{{ config(tags=['pre_identity']) }}
{%- set columns = [
    'network', 'household_ref', 'division_code', 'grid_code', 'grid_placed_by', 'door_text', 'place_text',
    'is_left_out', 'first_seen_at',
] %}

-- Urban households lie in buildings, rural ones in hamlets; both registers list the households themselves.
with urban as (
    select
        'shequ' as network,
        households.source_record_id as household_ref,
        buildings.division_code,
        buildings.grid_code,
        case buildings.placed_by
            when 'code' then 'grid_code'
            when 'boundary' then 'polygon'
            when 'estate' then 'address'
        end as grid_placed_by,
        coalesce(
            households.house_no,
            concat_ws('-', buildings.building_no, households.unit_no, households.room_no)
        ) as door_text,
        concat_ws('', divisions.name_zh, buildings.estate_name) as place_text,
        households.is_deleted or households.is_test as is_left_out,
        households.first_seen_at
    from {{ ref('stg_shequ__households') }} as households
    left join {{ ref('int_building_grids') }} as buildings
        on households.building_record_id = buildings.building_record_id
    left join {{ ref('int_divisions') }} as divisions
        on buildings.division_code = divisions.division_code
),

-- A village of one grid leaves no doubt where its hamlets lie.
sole_grids as (
    select
        division_code,
        grid_code
    from {{ sole_grids(ref('int_grids')) }}
),

ranked_hamlets as (
    select
        hamlet.hamlet_code,
        hamlet.division_code,
        hamlet.name_zh,
        coalesce(min(map.current_grid_code), min(sole_grids.grid_code)) as grid_code,
        case
            when min(map.current_grid_code) is not null then 'hamlet'
            when min(sole_grids.grid_code) is not null then 'address'
        end as grid_placed_by,
        row_number() over (
            partition by hamlet.hamlet_code order by hamlet.division_code nulls last
        ) as precedence
    from {{ ref('stg_xiangcun__hamlets') }} as hamlet
    left join {{ ref('int_grid_code_map') }} as map
        on hamlet.grid_code = map.any_code and map.successor_count = 1
    left join sole_grids
        on hamlet.division_code = sole_grids.division_code
    group by hamlet.hamlet_code, hamlet.division_code, hamlet.name_zh
),

hamlets as (
    select
        hamlet_code,
        division_code,
        name_zh,
        grid_code,
        grid_placed_by
    from ranked_hamlets
    where precedence = 1
),

ranked_rural as (
    select
        'xiangcun' as network,
        households.household_ref,
        coalesce(
            hamlets.division_code, nullif(regexp_extract(households.hamlet_code, '^\d{12}', 0), '')
        ) as division_code,
        hamlets.grid_code,
        hamlets.grid_placed_by,
        households.door_text,
        concat_ws('', divisions.town_name_zh, divisions.name_zh, hamlets.name_zh) as place_text,
        households.is_deleted or households.is_test as is_left_out,
        households.first_seen_at,
        row_number() over (
            partition by households.household_ref order by households.is_deleted, households.source_record_id
        ) as precedence
    from {{ ref('stg_xiangcun__households') }} as households
    left join hamlets
        on households.hamlet_code = hamlets.hamlet_code
    left join {{ ref('int_divisions') }} as divisions
        on hamlets.division_code = divisions.division_code
    where households.household_ref is not null
),

placed as (
    select
        {{ columns | join(',\n        ') }}
    from urban
    union all
    select
        {{ columns | join(',\n        ') }}
    from ranked_rural
    where precedence = 1
)

select
    network,
    household_ref,
    division_code,
    grid_code,
    case
        when grid_code is not null then grid_placed_by
        when division_code is not null then 'division'
        else 'none'
    end as placed_by,
    door_text,
    nullif(concat_ws('', place_text, door_text), '') as address_text,
    is_left_out,
    first_seen_at
from placed
