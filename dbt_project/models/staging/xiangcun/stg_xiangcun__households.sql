with landed as (
    select * from {{ landed_latest(source('xiangcun', 'xiangcun__农户')) }}
)

select
    -- ids
    _record_id as source_record_id,
    {{ clean_compact(quoted('户编号')) }} as household_ref,
    {{ clean_compact(quoted('屯编码')) }} as hamlet_code,
    -- place
    {{ clean_compact(quoted('门牌')) }} as door_text,
    -- numbers
    {{ clean_integer(quoted('人口数')) }} as member_count,
    -- record
    {{ is_test_name(quoted('户主姓名')) }} as is_test,
    _is_deleted as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from landed
