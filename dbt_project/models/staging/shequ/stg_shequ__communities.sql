with landed as (
    select * from {{ landed_latest(source('shequ', 'shequ__communities')) }}
)

select
    -- ids
    _record_id as source_record_id,
    {{ digits_code('"communityCode"', [12]) }} as division_code,
    -- names
    {{ clean_compact('"communityName"') }} as name_zh,
    {{ clean_text('brand') }} as brand_zh,
    {{ clean_compact('"streetName"') }} as town_name,
    -- record
    {{ is_test_name('"communityName"') }} as is_test,
    _is_deleted or coalesce({{ clean_flag('"delFlag"') }}, false) as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from landed
