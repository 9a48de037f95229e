with landed as (
    select * from {{ landed_latest(source('zongzhi', 'zongzhi__event')) }}
),

placed as (
    select
        *,
        {{ repaired_point(parse_degrees('JD'), parse_degrees('WD')) }} as point,
        {{ is_stated_point(parse_degrees('JD'), parse_degrees('WD')) }} as is_point_stated
    from landed
)

select
    -- ids
    _record_id as source_record_id,
    {{ clean_code('SBRBH') }} as reporter_ref,
    {{ clean_compact('WBBH') }} as source_network_number,
    -- codes
    {{ padded_code('SJLB', 4) }} as category_code,
    {{ padded_code('SBRLX', 2) }} as reporter_kind_code,
    {{ padded_code('ZTDM', 2) }} as status_code,
    {{ clean_code('WBLY') }} as source_network_code,
    {{ clean_code('ZBDW') }} as department_code,
    -- text
    {{ clean_text('SJMC') }} as title_text,
    -- place
    {{ digits_code('WGBH', [14, 15]) }} as grid_code,
    {{ clean_text('FSDD') }} as place_text,
    point.lng,
    point.lat,
    is_point_stated,
    -- measures
    case when {{ clean_integer('MYD') }} between 1 and 5 then {{ clean_integer('MYD') }} end as satisfaction,
    -- times
    {{ parse_local_timestamp('SBSJ') }} as reported_at,
    {{ parse_local_timestamp('SLSJ') }} as accepted_at,
    {{ parse_local_timestamp('ZBSJ') }} as dispatched_at,
    {{ parse_local_timestamp('CZSJ') }} as handled_at,
    {{ parse_local_timestamp('BJSJ') }} as closed_at,
    {{ parse_local_timestamp('HFSJ') }} as revisited_at,
    -- record
    {{ is_test_name('SJMC') }} as is_test,
    _is_deleted or coalesce({{ clean_flag('SCBZ') }}, false) as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from placed
