{{ config(tags=['pre_identity']) }}

with buildings as (
    select
        building.source_record_id,
        building.division_code,
        building.estate_name,
        building.building_no,
        building.grid_code as grid_code_text,
        building.is_deleted or building.is_test as is_left_out,
        case when {{ in_county('building', 'extent') }} then building.lng end as lng,
        case when {{ in_county('building', 'extent') }} then building.lat end as lat
    from {{ ref('stg_shequ__buildings') }} as building
    cross join {{ ref('int_county_extent') }} as extent
),

shapes as (
    select
        grid_code,
        division_code,
        {{ geometry('boundary_wkt') }} as shape
    from {{ ref('int_grids') }}
    where is_current and boundary_wkt is not null
),

-- Boundaries may touch or overlap by a sliver: the lowest code decides, so that each building has one grid.
located as (
    select
        buildings.source_record_id,
        min(shapes.grid_code) as grid_code
    from buildings
    inner join shapes
        on {{ shape_holds_point('shapes.shape', 'buildings.lng', 'buildings.lat') }}
    group by buildings.source_record_id
),

-- The code on the building: as it stands, or its one successor, or that successor in which the building lies.
coded as (
    select
        buildings.source_record_id,
        min(map.current_grid_code) as grid_code
    from buildings
    inner join {{ ref('int_grid_code_map') }} as map
        on buildings.grid_code_text = map.any_code
    left join located
        on buildings.source_record_id = located.source_record_id
    where map.successor_count = 1 or map.current_grid_code = located.grid_code
    group by buildings.source_record_id
),

-- A building without a usable code or place lies where the rest of its estate lies, when that is one grid.
estates as (
    select
        buildings.division_code,
        buildings.estate_name,
        min(coalesce(coded.grid_code, located.grid_code)) as grid_code
    from buildings
    left join coded on buildings.source_record_id = coded.source_record_id
    left join located on buildings.source_record_id = located.source_record_id
    where buildings.estate_name is not null and not buildings.is_left_out
    group by buildings.division_code, buildings.estate_name
    having count(distinct coalesce(coded.grid_code, located.grid_code)) = 1
)

select
    buildings.source_record_id as building_record_id,
    coalesce(buildings.division_code, left(coded.grid_code, 12), left(located.grid_code, 12)) as division_code,
    coalesce(coded.grid_code, located.grid_code, estates.grid_code) as grid_code,
    case
        when coded.grid_code is not null then 'code'
        when located.grid_code is not null then 'boundary'
        when estates.grid_code is not null then 'estate'
    end as placed_by,
    buildings.estate_name,
    buildings.building_no,
    buildings.lng,
    buildings.lat,
    buildings.is_left_out
from buildings
left join coded on buildings.source_record_id = coded.source_record_id
left join located on buildings.source_record_id = located.source_record_id
left join estates
    on buildings.division_code = estates.division_code and buildings.estate_name = estates.estate_name
