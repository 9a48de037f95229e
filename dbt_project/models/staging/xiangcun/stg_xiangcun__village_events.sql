with landed as (
    select * from {{ landed_latest(source('xiangcun', 'xiangcun__村务事件')) }}
),

placed as (
    select
        *,
        {{ repaired_point(parse_dms(quoted('经度')), parse_dms(quoted('纬度'))) }} as point,
        {{ is_stated_point(parse_dms(quoted('经度')), parse_dms(quoted('纬度'))) }} as is_point_stated
    from landed
)

select
    -- ids
    _record_id as source_record_id,
    {{ clean_compact(quoted('屯编码')) }} as hamlet_code,
    {{ clean_compact(quoted('对方编号')) }} as forwarded_number,
    -- codes
    {{ clean_text(quoted('类别')) }} as category_text,
    {{ clean_text(quoted('状态')) }} as status_text,
    {{ clean_text(quoted('转办平台')) }} as forwarded_network_text,
    -- text
    {{ clean_text(quoted('标题')) }} as title_text,
    -- reporter
    {{ clean_compact(quoted('上报人姓名')) }} is not null as has_named_reporter,
    -- place
    point.lng,
    point.lat,
    is_point_stated,
    -- times
    {{ parse_local_timestamp(quoted('上报时间')) }} as reported_at,
    {{ parse_local_timestamp(quoted('受理时间')) }} as accepted_at,
    {{ parse_local_timestamp(quoted('办结时间')) }} as closed_at,
    -- record
    {{ is_test_name(quoted('标题')) }} or {{ is_test_name(quoted('上报人姓名')) }} as is_test,
    _is_deleted as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from placed
