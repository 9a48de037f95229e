with landed as (
    select * from {{ landed_latest(source('shequ', 'shequ__households')) }}
)

select
    -- ids
    _record_id as source_record_id,
    {{ clean_compact(quoted('buildingId')) }} as building_record_id,
    {{ clean_compact(quoted('ownerResidentId')) }} as owner_record_id,
    -- names
    {{ clean_compact(quoted('unitNo')) }} as unit_no,
    {{ clean_compact(quoted('roomNo')) }} as room_no,
    {{ clean_compact(quoted('houseNo')) }} as house_no,
    -- numbers
    {{ clean_integer(quoted('livingCount')) }} as living_count,
    -- record
    {{ is_test_name(quoted('houseNo')) }} as is_test,
    _is_deleted or coalesce({{ clean_flag(quoted('delFlag')) }}, false) as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from landed
