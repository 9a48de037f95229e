with landed as (
    select * from {{ landed_latest(source('zongzhi', 'zongzhi__whistle')) }}
)

select
    -- ids
    _record_id as source_record_id,
    -- codes
    {{ digits_code('CSDW', [12]) }} as division_code,
    {{ clean_code('SXDM') }} as matter_code,
    {{ split_codes('BDDW') }} as department_codes,
    -- times
    {{ parse_local_timestamp('CSSJ') }} as whistled_at,
    {{ parse_local_timestamp('BDSJ') }} as reported_in_at,
    {{ parse_local_timestamp('JJSJ') }} as solved_at,
    -- record
    {{ is_test_name('CSBH') }} or {{ is_test_name('SXDM') }} as is_test,
    _is_deleted or coalesce({{ clean_flag('SCBZ') }}, false) as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from landed
