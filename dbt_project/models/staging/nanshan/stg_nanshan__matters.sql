with landed as (
    select * from {{ landed_latest(source('nanshan', 'nanshan__matters')) }}
),

placed as (
    select
        *,
        {{ repaired_point(parse_degrees('lng'), parse_degrees('lat')) }} as point,
        {{ parse_local_timestamp('published_at') }} as announced_at,
        {{ parse_local_timestamp('reviewed_at') }} as asked_at
    from landed
)

select
    -- ids
    _record_id as source_record_id,
    -- codes
    upper({{ clean_code('category_code') }}) as type_code,
    upper({{ clean_code('status') }}) as status_code,
    upper({{ clean_code('source') }}) as origin_code,
    {{ clean_code('department') }} as department_code,
    -- text
    {{ clean_text("concat_ws(' ', title, place)") }} as matter_text,
    -- place
    {{ digits_code('grid_code', [14, 15]) }} as stated_grid_code,
    point.lng,
    point.lat,
    -- measures
    case when {{ clean_integer('satisfaction') }} between 1 and 5 then {{ clean_integer('satisfaction') }} end
        as satisfaction,
    -- times: the loop closes when the result is made public, or else when its effect is reviewed
    {{ parse_local_timestamp('collected_at') }} as reported_at,
    {{ parse_local_timestamp('forwarded_at') }} as dispatched_at,
    {{ parse_local_timestamp('handled_at') }} as handled_at,
    coalesce(announced_at, asked_at) as closed_at,
    asked_at as revisited_at,
    -- record
    coalesce({{ clean_flag('is_published') }}, announced_at is not null) as is_published,
    {{ is_test_name('title') }} as is_test,
    _is_deleted or coalesce({{ clean_flag('deleted') }}, false) as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from placed
