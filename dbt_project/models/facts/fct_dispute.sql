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
),

sole_grids as (
    select
        division_code,
        grid_code
    from {{ sole_grids(ref('dim_grid')) }}
),

placed_disputes as (
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
        disputes.resolved_at is not null as is_resolved,
        coalesce(events.grid_code, sole_grids.grid_code) as grid_code,
        case
            when events.grid_code is not null then 'event'
            when sole_grids.grid_code is not null then 'address'
            when coalesce(disputes.division_code, events.division_code) is not null then 'division'
            else 'none'
        end as placed_by
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
    left join sole_grids
        on disputes.division_code = sole_grids.division_code
    where test_reports.report_key is null
),

dated_disputes as ( -- noqa: ST03
    select
        dispute_key as record_key,
        grid_code,
        {{ local_date('found_at') }} as on_day
    from placed_disputes
    where grid_code is not null
),

grid_versions as (
    select
        record_key,
        grid_key
    from {{ grids_of_the_day('dated_disputes') }}
)

select
    disputes.dispute_key,
    disputes.event_key,
    disputes.origin,
    disputes.type,
    disputes.mediation,
    disputes.division_code,
    disputes.found_at,
    disputes.dispatched_at,
    disputes.resolved_at,
    disputes.is_resolved,
    disputes.grid_code,
    grid_versions.grid_key as grid_key_when_found,
    disputes.placed_by
from placed_disputes as disputes
left join grid_versions
    on disputes.dispute_key = grid_versions.record_key
