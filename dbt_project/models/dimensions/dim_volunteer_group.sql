select
    {{ surrogate_key(["'shequ'", "'volunteer-groups'", 'volunteers.source_record_id']) }} as group_key,
    volunteers.name_zh,
    volunteers.kind,
    divisions.division_code,
    volunteers.member_count
from {{ ref('stg_shequ__volunteer_groups') }} as volunteers
left join {{ ref('int_divisions') }} as divisions
    on volunteers.division_code = divisions.division_code
where not volunteers.is_deleted and not volunteers.is_test
