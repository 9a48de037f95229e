with landed as (
    select * from {{ landed_latest(source('chengguan', 'chengguan__actions')) }}
)

select
    -- ids
    _record_id as source_record_id,
    {{ clean_compact(quoted('caseNo')) }} as case_record_id,
    -- codes
    {{ clean_code('stage') }} as stage_code,
    {{ clean_code(quoted('deptCode')) }} as department_code,
    -- times
    {{ parse_local_timestamp(quoted('at')) }} as occurred_at,
    -- record
    false as is_test,
    _is_deleted or coalesce({{ clean_flag('archived') }}, false) as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from landed
