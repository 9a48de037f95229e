with set_aside_at_landing as (
    select
        network,
        stream,
        source_record_id,
        rule,
        reason,
        fix,
        batch_id
    from {{ source('landing', 'quarantine') }}
),

-- Rows that the platforms made to try things out are landed, but never counted.
test_rows as (
    {% for stream in hub_streams() %}
    select
        '{{ stream.network }}' as network,
        '{{ stream.stream }}' as stream,
        staged.source_record_id,
        max_by(landed._batch_id, landed._order_at) as batch_id
    from {{ ref(stream.model) }} as staged
    inner join {{ landed_rows(source(stream.network, stream.table)) }} as landed
        on staged.source_record_id = landed._record_id
    where staged.is_test and not staged.is_deleted
    group by staged.source_record_id
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- Points that lie in no county of ours, whichever way their axes are read: the record stays, its point is unknown.
outlying_points as (
    {% for network, stream, model in [
        ('zongzhi', 'event', 'stg_zongzhi__events'),
        ('chengguan', 'cases', 'stg_chengguan__cases'),
        ('shequ', 'tickets', 'stg_shequ__tickets'),
        ('shequ', 'buildings', 'stg_shequ__buildings'),
        ('xiangcun', '村务事件', 'stg_xiangcun__village_events'),
    ] %}
    select
        '{{ network }}' as network,
        '{{ stream }}' as stream,
        staged.source_record_id,
        max_by(landed._batch_id, landed._order_at) as batch_id
    from {{ ref(model) }} as staged
    cross join {{ ref('int_county_extent') }} as extent
    inner join {{ landed_rows(source(network, network ~ '__' ~ stream)) }} as landed
        on staged.source_record_id = landed._record_id
    where
        staged.is_point_stated
        and not {{ in_county('staged', 'extent') }}
        and not staged.is_test
        and not staged.is_deleted
    group by staged.source_record_id
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    network,
    stream,
    source_record_id,
    rule,
    reason,
    batch_id,
    fix
from set_aside_at_landing

union all

select
    network,
    stream,
    source_record_id,
    'test_row' as rule,
    '名为“测试”的记录，不计入统计。A row named 测试 (test): it is never counted.' as reason,
    batch_id,
    '请平台主管单位从正式库中清除。Ask the platform' || chr(39)
    || 's office to clear it from the live system.' as fix
from test_rows

union all

select
    network,
    stream,
    source_record_id,
    'point_outside_county' as rule,
    '坐标在县域之外，按未知处理，不作推断。Its point lies outside the county: taken as unknown, never guessed.' as reason,
    batch_id,
    '核对并更正经纬度。Check and correct longitude and latitude.' as fix
from outlying_points
