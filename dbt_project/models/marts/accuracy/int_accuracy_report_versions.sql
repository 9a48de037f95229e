{%- set streams = [
    {
        'network': 'zongzhi', 'stream': 'event', 'model': 'stg_zongzhi__events', 'flag': 'SCBZ',
        'parse': parse_local_timestamp, 'times': ['SBSJ', 'SLSJ', 'ZBSJ', 'CZSJ', 'BJSJ', 'HFSJ'],
    },
    {
        'network': 'chengguan', 'stream': 'cases', 'model': 'stg_chengguan__cases', 'flag': none,
        'parse': parse_local_timestamp, 'times': ['reportTime', 'acceptance', 'dispatchTime', 'handleTime', 'closeTime'],
    },
    {
        'network': 'shequ', 'stream': 'tickets', 'model': 'stg_shequ__tickets', 'flag': 'delFlag',
        'parse': epoch_millis, 'times': ['createTime', 'acceptTime', 'dispatchTime', 'finishTime', 'evaluateTime'],
    },
    {
        'network': 'xiangcun', 'stream': '村务事件', 'model': 'stg_xiangcun__village_events', 'flag': none,
        'parse': parse_local_timestamp, 'times': ['上报时间', '受理时间', '办结时间'],
    },
    {
        'network': 'nanshan', 'stream': 'matters', 'model': 'stg_nanshan__matters', 'flag': 'deleted',
        'parse': parse_local_timestamp, 'times': ['collected_at', 'forwarded_at', 'handled_at', 'published_at', 'reviewed_at'],
    },
] -%}

with report_versions as (
    {% for one in streams %}
    select
        '{{ one.network }}' as network,
        '{{ one.stream }}' as stream,
        versions._record_id as source_record_id,
        versions._valid_from as valid_from,
        versions._valid_to as valid_to,
        {% if one.flag %}coalesce({{ clean_flag(quoted(one.flag, 'versions')) }}, false){% else %}false{% endif %}
            as is_withdrawn,
        {{ report_times(one) }} as times
    from {{ landed_versions(source(one.network, one.network ~ '__' ~ one.stream)) }} as versions
    inner join {{ ref(one.model) }} as staged
        on versions._record_id = staged.source_record_id and not staged.is_test
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    network,
    stream,
    source_record_id,
    valid_from,
    valid_to,
    {{ item('times', 1) }} is not null as has_time,
    array_sort({{ only('times', 'moment', 'moment is not null') }})
    = {{ only('times', 'moment', 'moment is not null') }} as has_ordered_times
from report_versions
where {{ is_live_version('report_versions') }}
