with dispute_codes as (
    select
        code_list,
        source_code,
        max_by(value, version) as value -- noqa: RF04
    from {{ ref('dispute_code_map') }}
    where network = 'zongzhi'
    group by code_list, source_code
),

disputes as (
    select
        {{ surrogate_key(["'zongzhi'", "'dispute'", 'source_record_id']) }} as dispute_key,
        {{ surrogate_key(["'zongzhi'", "'event'", 'event_record_id']) }} as report_key,
        origin_code,
        type_code,
        mediation_code,
        division_code,
        found_at,
        dispatched_at,
        resolved_at
    from {{ ref('stg_zongzhi__disputes') }}
    where not is_deleted and not is_test
),

-- A dispute of an event that testers made is a test too.
test_reports as (
    select report_key
    from {{ ref('int_event_reports') }}
    where is_test
)

select
    disputes.dispute_key,
    events.event_key,
    coalesce(origins.value, 'unmapped') as origin,
    coalesce(types.value, 'unmapped') as type, -- noqa: RF04
    case when disputes.mediation_code is not null then coalesce(mediations.value, 'unmapped') end as mediation,
    coalesce(disputes.division_code, events.division_code) as division_code,
    disputes.found_at,
    disputes.dispatched_at,
    disputes.resolved_at,
    disputes.resolved_at is not null as is_resolved
from disputes
left join test_reports
    on disputes.report_key = test_reports.report_key
left join {{ ref('int_event_links') }} as links
    on disputes.report_key = links.report_key
left join {{ ref('int_events') }} as events
    on links.event_key = events.event_key
left join dispute_codes as origins
    on origins.code_list = 'origin' and disputes.origin_code = origins.source_code
left join dispute_codes as types
    on types.code_list = 'type' and disputes.type_code = types.source_code
left join dispute_codes as mediations
    on mediations.code_list = 'mediation' and disputes.mediation_code = mediations.source_code
where test_reports.report_key is null
