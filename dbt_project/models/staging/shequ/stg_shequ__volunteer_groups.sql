with landed as (
    select * from {{ landed_latest(source('shequ', 'shequ__volunteer-groups')) }}
)

select
    -- ids
    landed._record_id as source_record_id,
    {{ digits_code(quoted('communityCode', 'landed'), [12]) }} as division_code,
    -- names and kinds
    {{ clean_text(quoted('groupName', 'landed')) }} as name_zh,
    {{ code_value('kinds', 'landed.kind') }} as kind,
    -- numbers
    {{ clean_integer('landed.members') }} as member_count,
    -- record
    {{ is_test_name(quoted('groupName', 'landed')) }} as is_test,
    landed._is_deleted or coalesce({{ clean_flag(quoted('delFlag', 'landed')) }}, false) as is_deleted,
    landed._first_seen_at as first_seen_at,
    landed._updated_at as updated_at
from landed
left join {{ ref('code_map') }} as kinds
    on {{ code_matches('kinds', 'shequ', 'volunteer_kind', 'landed.kind') }}
