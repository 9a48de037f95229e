select
    {{ surrogate_key(["'shequ'", "'activities'", 'activities.source_record_id']) }} as action_key,
    volunteers.kind as group_kind,
    activities.action_kind,
    divisions.division_code,
    activities.started_at,
    activities.attendees
from {{ ref('stg_shequ__activities') }} as activities
left join {{ ref('stg_shequ__volunteer_groups') }} as volunteers
    on activities.group_record_id = volunteers.source_record_id and not volunteers.is_test
left join {{ ref('dim_division') }} as divisions
    on volunteers.division_code = divisions.division_code
where not activities.is_deleted and not activities.is_test
