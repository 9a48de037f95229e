with landed as (
    select * from {{ landed_latest(source('shequ', 'shequ__buildings')) }}
),

placed as (
    select
        *,
        {{ bd09_to_wgs84(repaired_point(parse_degrees('lng'), parse_degrees('lat'))) }} as point,
        {{ is_stated_point(parse_degrees('lng'), parse_degrees('lat')) }} as is_point_stated
    from landed
)

select
    -- ids
    _record_id as source_record_id,
    {{ digits_code(quoted('communityCode'), [12]) }} as division_code,
    {{ digits_code(quoted('gridCode'), [14, 15]) }} as grid_code,
    -- names
    {{ clean_compact(quoted('estateName')) }} as estate_name,
    {{ clean_compact(quoted('buildingNo')) }} as building_no,
    -- numbers
    {{ clean_integer(quoted('unitCount')) }} as unit_count,
    -- place
    placed.point.lng,
    placed.point.lat,
    is_point_stated,
    -- record
    {{ is_test_name(quoted('estateName')) }} as is_test,
    _is_deleted or coalesce({{ clean_flag(quoted('delFlag')) }}, false) as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from placed
