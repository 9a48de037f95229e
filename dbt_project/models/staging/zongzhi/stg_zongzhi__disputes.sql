with landed as (
    select * from {{ landed_latest(source('zongzhi', 'zongzhi__dispute')) }}
)

select
    -- ids
    _record_id as source_record_id,
    {{ clean_compact('SJBH') }} as event_record_id,
    -- codes
    {{ code_key('LYFS') }} as origin_code,
    {{ padded_code('JFLX', 2) }} as type_code,
    {{ code_key('TJFS') }} as mediation_code,
    {{ digits_code('SSQHDM', [12]) }} as division_code,
    -- times
    {{ parse_local_timestamp('PCSJ') }} as found_at,
    {{ parse_local_timestamp('ZBSJ') }} as dispatched_at,
    {{ parse_local_timestamp('HJSJ') }} as resolved_at,
    -- record
    {{ is_test_name('JFBH') }} as is_test,
    _is_deleted or coalesce({{ clean_flag('SCBZ') }}, false) as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from landed
