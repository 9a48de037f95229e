with landed as (
    select * from {{ landed_latest(source('shequ', 'shequ__activities')) }}
)

select
    -- ids
    landed._record_id as source_record_id,
    {{ clean_compact(quoted('groupId', 'landed')) }} as group_record_id,
    -- names and kinds
    {{ clean_text('landed.title') }} as title_zh,
    {{ code_value('actions', 'landed.action') }} as action_kind,
    -- numbers
    {{ clean_integer('landed.attendees') }} as attendees,
    -- times
    {{ epoch_millis(quoted('startTime', 'landed')) }} as started_at,
    -- record
    {{ is_test_name('landed.title') }} as is_test,
    landed._is_deleted or coalesce({{ clean_flag(quoted('delFlag', 'landed')) }}, false) as is_deleted,
    landed._first_seen_at as first_seen_at,
    landed._updated_at as updated_at
from landed
left join {{ ref('code_map') }} as actions
    on {{ code_matches('actions', 'shequ', 'action', 'landed.action') }}
