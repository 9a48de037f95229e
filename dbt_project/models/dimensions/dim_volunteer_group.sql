select
    {{ surrogate_key(["'shequ'", "'volunteer-groups'", 'volunteers.source_record_id']) }} as group_key,
    volunteers.kind,
    divisions.division_code,
    cast(volunteers.member_count as bigint) as member_count
from {{ ref('stg_shequ__volunteer_groups') }} as volunteers
left join {{ ref('int_divisions') }} as divisions
    on volunteers.division_code = divisions.division_code
where not volunteers.is_deleted and not volunteers.is_test
