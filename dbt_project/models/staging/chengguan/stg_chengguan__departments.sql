with landed as (
    select * from {{ landed_latest(source('chengguan', 'chengguan__depts')) }}
)

select
    -- ids
    _record_id as source_record_id,
    {{ clean_code('_record_id') }} as department_code,
    {{ clean_code(quoted('zongzhiDept')) }} as zongzhi_department_code,
    -- names
    {{ clean_text('name') }} as name_zh,
    -- record
    coalesce({{ clean_flag('archived') }}, false) as is_archived,
    {{ is_test_name('name') }} as is_test,
    _is_deleted as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from landed
