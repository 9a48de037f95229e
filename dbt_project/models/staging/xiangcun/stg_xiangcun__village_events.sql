with landed as (
    select * from {{ landed_latest(source('xiangcun', 'xiangcun__村务事件')) }}
),

placed as (
    select
        *,
        {{ repaired_point(parse_dms('经度'), parse_dms('纬度')) }} as point,
        {{ is_stated_point(parse_dms('经度'), parse_dms('纬度')) }} as is_point_stated
    from landed
)

select
    -- ids
    _record_id as source_record_id,
    {{ clean_compact('屯编码') }} as hamlet_code,
    {{ clean_compact('对方编号') }} as forwarded_number,
    -- codes
    {{ clean_text('类别') }} as category_text,
    {{ clean_text('状态') }} as status_text,
    {{ clean_text('转办平台') }} as forwarded_network_text,
    -- text
    {{ clean_text('标题') }} as title_text,
    -- reporter
    {{ clean_compact('上报人姓名') }} is not null as has_named_reporter,
    -- place
    point.lng,
    point.lat,
    is_point_stated,
    -- times
    {{ parse_local_timestamp('上报时间') }} as reported_at,
    {{ parse_local_timestamp('受理时间') }} as accepted_at,
    {{ parse_local_timestamp('办结时间') }} as closed_at,
    -- record
    {{ is_test_name('标题') }} or {{ is_test_name('上报人姓名') }} as is_test,
    _is_deleted as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from placed
