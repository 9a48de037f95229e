with landed as (
    select * from {{ landed_latest(source('shequ', 'shequ__service-centers')) }}
)

select
    -- ids
    landed._record_id as source_record_id,
    {{ digits_code(quoted('communityCode', 'landed'), [12]) }} as division_code,
    -- names and kinds
    {{ clean_text(quoted('centerName', 'landed')) }} as name_zh,
    {{ code_value('levels', 'landed.level') }} as level,
    -- times
    {{ epoch_millis(quoted('openedTime', 'landed')) }} as opened_at,
    {{ epoch_millis(quoted('closedTime', 'landed')) }} as closed_at,
    -- record
    {{ is_test_name(quoted('centerName', 'landed')) }} as is_test,
    landed._is_deleted or coalesce({{ clean_flag(quoted('delFlag', 'landed')) }}, false) as is_deleted,
    landed._first_seen_at as first_seen_at,
    landed._updated_at as updated_at
from landed
left join {{ ref('code_map') }} as levels
    on {{ code_matches('levels', 'shequ', 'level', 'landed.level') }}
