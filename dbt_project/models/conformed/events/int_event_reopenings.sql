with reopened_reports as (
    select
        report_key,
        closed_at,
        updated_at,
        greatest(accepted_at, dispatched_at, handled_at) as worked_at
    from {{ ref('int_event_reports') }}
    where {{ stage_rank('status') }} between 1 and 4 and closed_at is not null
),

latest_steps as (
    select
        reopened_reports.report_key,
        max(steps.occurred_at) as stepped_at
    from reopened_reports
    inner join {{ ref('int_event_steps') }} as steps
        on reopened_reports.report_key = steps.report_key
    where
        not steps.is_deleted
        and {{ stage_rank('steps.stage') }} between 1 and 4
    group by reopened_reports.report_key
)

-- When: the last work after the closing; where none is written, the record's last update.
select
    reopened_reports.report_key,
    case
        when greatest(latest_steps.stepped_at, reopened_reports.worked_at) > reopened_reports.closed_at
            then greatest(latest_steps.stepped_at, reopened_reports.worked_at)
        else greatest(reopened_reports.updated_at, reopened_reports.closed_at)
    end as reopened_at
from reopened_reports
left join latest_steps
    on reopened_reports.report_key = latest_steps.report_key
