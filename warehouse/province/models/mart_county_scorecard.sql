with events as (
    select county_code, sum(reported) as reported, sum(closed) as closed, sum(overdue) as overdue
    from hub.marts.mart_event_closure
    group by county_code
),

disputes as (
    select county_code, sum(found) as disputes_found, sum(resolved) as disputes_resolved
    from hub.marts.mart_dispute_resolution
    group by county_code
),

whistles as (
    select county_code, sum(whistles) as whistles, sum(solved) as whistles_solved
    from hub.marts.mart_whistle_response
    group by county_code
),

residents as (
    select county_code, count(*) as residents
    from resident_now
    group by county_code
),

county as (
    select
        county.county_code,
        county.name_zh,
        county.as_of,
        coalesce(residents.residents, 0) as residents,
        coalesce(events.reported, 0) as reported,
        coalesce(events.closed, 0) as closed,
        coalesce(events.overdue, 0) as overdue,
        coalesce(disputes.disputes_found, 0) as disputes_found,
        coalesce(disputes.disputes_resolved, 0) as disputes_resolved,
        coalesce(whistles.whistles, 0) as whistles,
        coalesce(whistles.whistles_solved, 0) as whistles_solved
    from hub.marts.dim_county as county
    left join residents on county.county_code = residents.county_code
    left join events on county.county_code = events.county_code
    left join disputes on county.county_code = disputes.county_code
    left join whistles on county.county_code = whistles.county_code
    where county.state = 'published'
),

-- Whoever is known in several counties is counted once. The total is hidden where a hidden number of people
-- known in several counties could be computed from it.
province as (
    select
        {{ province.adcode | quoted }} as county_code,
        {{ province.name_zh | quoted }} as name_zh,
        min(as_of) as as_of,
        (select count(distinct person_key) from resident_now) as residents,
        sum(reported) as reported,
        sum(closed) as closed,
        sum(overdue) as overdue,
        sum(disputes_found) as disputes_found,
        sum(disputes_resolved) as disputes_resolved,
        sum(whistles) as whistles,
        sum(whistles_solved) as whistles_solved
    from county
    having count(*) > 0
),

ranked as (
    select
        county.*,
        'county' as level,
        {{ duowang.is_small_cell('residents', "'county'", 'county_code') }} as is_suppressed
    from county
    union all by name
    select
        province.*,
        'province' as level,
        residents < 5 or (select bool_or(is_suppressed) from hub.marts.mart_province_residents) as is_suppressed
    from province
)

select
    county_code,
    level,
    name_zh,
    case when not is_suppressed then residents end as residents,
    is_suppressed,
    reported,
    closed,
    overdue,
    {{ duowang.rate('closed', 'reported') }} as closure_rate,
    disputes_found,
    disputes_resolved,
    {{ duowang.rate('disputes_resolved', 'disputes_found') }} as resolution_rate,
    whistles,
    whistles_solved,
    as_of
from ranked
order by level, county_code
