with landed as (
    select * from {{ landed_latest(source('shequ', 'shequ__households')) }}
)

select
    -- ids
    _record_id as source_record_id,
    {{ clean_compact('"buildingId"') }} as building_record_id,
    {{ clean_compact('"ownerResidentId"') }} as owner_record_id,
    -- names
    {{ clean_compact('"unitNo"') }} as unit_no,
    {{ clean_compact('"roomNo"') }} as room_no,
    {{ clean_compact('"houseNo"') }} as house_no,
    -- numbers
    {{ clean_integer('"livingCount"') }} as living_count,
    -- record
    {{ is_test_name('"houseNo"') }} as is_test,
    _is_deleted or coalesce({{ clean_flag('"delFlag"') }}, false) as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from landed
