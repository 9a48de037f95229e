with landed as (
    select * from {{ landed_latest(source('xiangcun', 'xiangcun__屯')) }}
)

select
    -- ids
    _record_id as source_record_id,
    {{ clean_compact(quoted('屯编码')) }} as hamlet_code,
    coalesce({{ digits_code(quoted('区划代码'), [12]) }}, left({{ digits_code(quoted('屯编码'), [15]) }}, 12))
        as division_code,
    {{ digits_code(quoted('网格编码'), [14, 15]) }} as grid_code,
    -- names
    {{ clean_compact(quoted('屯名')) }} as name_zh,
    -- numbers
    {{ clean_integer(quoted('户数')) }} as household_count,
    -- record
    {{ is_test_name(quoted('屯名')) }} as is_test,
    _is_deleted as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from landed
