with landed as (
    select * from {{ landed_latest(source('zongzhi', 'zongzhi__step')) }}
)

select
    -- ids
    _record_id as source_record_id,
    {{ clean_compact('SJBH') }} as event_record_id,
    -- codes
    {{ padded_code('HJDM', 2) }} as stage_code,
    {{ clean_code('CLDW') }} as department_code,
    -- times
    {{ parse_local_timestamp('CLSJ') }} as occurred_at,
    -- record
    false as is_test,
    _is_deleted or coalesce({{ clean_flag('SCBZ') }}, false) as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from landed
