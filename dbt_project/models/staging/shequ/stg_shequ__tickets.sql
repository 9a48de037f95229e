with landed as (
    select * from {{ landed_latest(source('shequ', 'shequ__tickets')) }}
),

placed as (
    select
        *,
        {{ bd09_to_wgs84(repaired_point(parse_degrees('lng'), parse_degrees('lat'))) }} as point,
        {{ is_stated_point(parse_degrees('lng'), parse_degrees('lat')) }} as is_point_stated
    from landed
)

select
    -- ids
    _record_id as source_record_id,
    {{ clean_compact(quoted('ticketNo')) }} as ticket_number,
    {{ clean_compact(quoted('residentId')) }} as resident_record_id,
    {{ clean_compact(quoted('householdId')) }} as household_record_id,
    {{ clean_compact(quoted('forwardNo')) }} as forwarded_number,
    -- codes
    {{ clean_code('kind') }} as kind_code,
    {{ code_key('state') }} as state_code,
    {{ clean_code(quoted('forwardTo')) }} as forwarded_network_code,
    -- text
    {{ clean_text('content') }} as content_text,
    -- place
    {{ digits_code(quoted('communityCode'), [12]) }} as division_code,
    point.lng,
    point.lat,
    is_point_stated,
    -- measures
    case when {{ clean_integer('score') }} between 1 and 5 then {{ clean_integer('score') }} end as satisfaction,
    -- times
    {{ epoch_millis(quoted('createTime')) }} as reported_at,
    {{ epoch_millis(quoted('acceptTime')) }} as accepted_at,
    {{ epoch_millis(quoted('dispatchTime')) }} as dispatched_at,
    {{ epoch_millis(quoted('finishTime')) }} as closed_at,
    {{ epoch_millis(quoted('evaluateTime')) }} as revisited_at,
    -- record
    {{ is_test_name('content') }} or {{ is_test_name(quoted('ticketNo')) }} as is_test,
    _is_deleted or coalesce({{ clean_flag(quoted('delFlag')) }}, false) as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from placed
