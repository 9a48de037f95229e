select
    steps.step_key,
    links.event_key,
    steps.network,
    steps.stage,
    steps.department_code,
    steps.occurred_at,
    steps.is_from_report
from {{ ref('int_event_steps') }} as steps
inner join {{ ref('int_event_links') }} as links
    on steps.report_key = links.report_key
where links.is_live and not steps.is_deleted
