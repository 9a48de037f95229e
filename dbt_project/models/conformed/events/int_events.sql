with live_reports as (
    select
        links.event_key,
        links.origin_order,
        reports.network,
        reports.event_type_code,
        reports.origin_kind,
        {{ stage_rank('reports.status') }} as status_rank,
        reports.reported_at,
        reports.accepted_at,
        reports.dispatched_at,
        reports.handled_at,
        reports.closed_at,
        reports.revisited_at,
        reports.deadline_at,
        reports.department_code,
        reports.satisfaction,
        reports.grid_code,
        reports.division_code,
        reports.placed_by,
        reports.lng,
        reports.lat,
        reports.updated_at,
        reopenings.reopened_at,
        row_number() over (
            partition by links.event_key
            order by {{ placement_rank('reports.placed_by') }}, links.origin_order
        ) as place_order,
        row_number() over (
            partition by links.event_key
            order by reports.dispatched_at desc nulls last, links.origin_order asc
        ) as dispatch_order
    from {{ ref('int_event_links') }} as links
    inner join {{ ref('int_event_reports') }} as reports
        on links.report_key = reports.report_key
    left join {{ ref('int_event_reopenings') }} as reopenings
        on links.report_key = reopenings.report_key
    where links.is_live
),

-- A void report says nothing of a matter that another report keeps alive.
voiced_reports as (
    select
        *,
        status_rank > 0 or max(status_rank) over (partition by event_key) = 0 as is_voiced,
        {{ first_known('reported_at') }} over (
            partition by event_key order by origin_order rows between unbounded preceding and unbounded following
        ) as began_at
    from live_reports
),

frames as (
    select
        event_key,
        coalesce(
            min_by(event_type_code, origin_order) filter (where event_type_code != 'unmapped'), 'unmapped'
        ) as event_type_code,
        min_by(grid_code, place_order) filter (where grid_code is not null) as grid_code,
        min_by(division_code, place_order) filter (where division_code is not null) as division_code,
        min_by(placed_by, place_order) as placed_by,
        min_by(network, origin_order) as origin_network,
        min_by(origin_kind, origin_order) as origin_kind,
        array_sort(array_agg(distinct network)) as networks,
        count(*) as report_count,
        any_value(began_at) as reported_at,
        {%- for stage in ['accepted', 'dispatched', 'handled', 'revisited'] %}
        {{ first_after('began_at', stage ~ '_at', 'is_voiced') }} as {{ stage }}_at,
        {%- endfor %}
        min(deadline_at) filter (where is_voiced) as deadline_at,
        min_by(department_code, dispatch_order)
        filter (where is_voiced and department_code is not null) as department_code,
        min_by(satisfaction, origin_order)
        filter (where is_voiced and satisfaction is not null) as satisfaction,
        min_by(lng, origin_order) filter (where lng is not null) as lng,
        min_by(lat, origin_order) filter (where lng is not null) as lat,
        max(status_rank) as furthest_rank,
        max(coalesce(closed_at, revisited_at, updated_at)) filter (where status_rank >= 5) as last_closing_at,
        max(reopened_at) as last_reopened_at,
        max(updated_at) as updated_at
    from voiced_reports
    group by event_key
),

-- What stands: a reopening after the others' closing pulls back; the closing that counts follows every reopening.
standings as (
    select
        frames.event_key,
        max(reports.status_rank) filter (where reports.reopened_at > frames.last_closing_at) as pulled_back_rank,
        min(reports.closed_at) filter (
            where
            reports.status_rank >= 5
            and reports.closed_at >= greatest(frames.reported_at, frames.last_reopened_at)
        ) as standing_closed_at,
        max(reports.closed_at) filter (where reports.status_rank >= 5) as any_closed_at
    from frames
    inner join voiced_reports as reports
        on frames.event_key = reports.event_key
    group by frames.event_key
),

ranked_events as (
    select
        frames.*,
        case
            when frames.furthest_rank >= 5 then coalesce(standings.pulled_back_rank, frames.furthest_rank)
            else frames.furthest_rank
        end as status_rank,
        coalesce(standings.standing_closed_at, standings.any_closed_at) as candidate_closed_at
    from frames
    inner join standings
        on frames.event_key = standings.event_key
),

timed_events as (
    select
        *,
        status_rank >= 5 as is_closed,
        case when status_rank >= 5 then candidate_closed_at end as standing_closed_at,
        case when status_rank >= 5 then coalesce(candidate_closed_at, last_closing_at) end as ended_at
    from ranked_events
),

limits as (
    select
        event_type_code,
        max_by(limit_hours, version) as limit_hours,
        max_by(clock, version) as clock
    from {{ ref('event_type_limits') }}
    group by event_type_code
),

-- Working hours since the calendar's first day: those at the report and those at which it is due.
clocked_events as (
    select
        events.event_key,
        events.reported_at,
        limits.limit_hours,
        limits.clock,
        8 * days.workdays_before
        + case when days.is_workday then {{ hours_into_working_day('events.reported_at') }} else 0 end
        + limits.limit_hours as due_hours
    from timed_events as events
    inner join limits
        on events.event_type_code = limits.event_type_code
    left join {{ ref('int_working_days') }} as days
        on {{ local_date('events.reported_at') }} = days.date_day
),

limited_events as (
    select
        clocked.event_key,
        case clocked.clock
            when 'working'
                then {{ working_instant('days.date_day', 'clocked.due_hours - 8 * days.workdays_before') }}
            else clocked.reported_at + clocked.limit_hours * interval 1 hour
        end as due_at
    from clocked_events as clocked
    left join {{ ref('int_working_days') }} as days
        on days.is_workday and days.workdays_before = ceil(clocked.due_hours / 8) - 1
)

select
    events.event_key,
    events.event_type_code,
    events.grid_code,
    events.division_code,
    events.placed_by,
    events.origin_network,
    events.origin_kind,
    events.networks,
    events.report_count,
    events.reported_at,
    events.accepted_at,
    events.dispatched_at,
    events.handled_at,
    events.standing_closed_at as closed_at,
    case when events.is_closed then events.revisited_at end as revisited_at,
    events.department_code,
    events.satisfaction,
    {{ stage_of_rank('events.status_rank') }} as status,
    events.is_closed,
    coalesce(events.deadline_at, limited.due_at) as due_at,
    events.status_rank > 0
    and coalesce(
        coalesce(events.ended_at, moment.as_of_at) > coalesce(events.deadline_at, limited.due_at), false
    ) as is_overdue,
    {{ hours_between('events.reported_at', 'events.standing_closed_at') }} as hours_to_close,
    coalesce(
        least(events.accepted_at, events.dispatched_at, events.handled_at, events.standing_closed_at)
        < events.reported_at
        or greatest(events.accepted_at, events.dispatched_at, events.handled_at) > events.standing_closed_at,
        false
    ) as has_disordered_times,
    events.last_reopened_at as reopened_at,
    events.lng,
    events.lat,
    events.updated_at
from timed_events as events
cross join {{ ref('int_as_of') }} as moment
left join limited_events as limited
    on events.event_key = limited.event_key
