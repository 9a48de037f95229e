with landed as (
    select * from {{ landed_latest(source('zongzhi', 'zongzhi__dept')) }}
)

select
    -- ids
    _record_id as source_record_id,
    {{ clean_code('_record_id') }} as department_code,
    {{ clean_code('SJBM') }} as parent_code,
    -- names
    {{ clean_text('BMMC') }} as name_zh,
    -- record
    {{ is_test_name('BMMC') }} as is_test,
    _is_deleted or coalesce({{ clean_flag('SCBZ') }}, false) as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from landed
