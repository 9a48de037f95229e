{%- set columns = [
    'network', 'stream', 'source_record_id', 'second_number', 'type_code_set', 'type_code', 'status_code_set',
    'status_code', 'origin_code_set', 'origin_code', 'is_withdrawn', 'is_received', 'reported_at', 'accepted_at',
    'dispatched_at', 'handled_at', 'closed_at', 'revisited_at', 'deadline_at', 'department_code', 'satisfaction',
    'reporter_network', 'reporter_stream', 'reporter_record_id', 'stated_grid_code', 'hamlet_grid_code',
    'duty_grid_code', 'household_grid_code', 'stated_division_code', 'named_network_text',
    'matter_text', 'lng', 'lat', 'is_test', 'is_deleted',
    'first_seen_at', 'updated_at',
] -%}
{%- set platforms = ['int_zongzhi_reports', 'int_chengguan_reports', 'int_shequ_reports', 'int_xiangcun_reports'] -%}
{%- set plain_streams = hub_streams() | selectattr('report_columns') | list -%}

{%- for platform in platforms %}
select
    {{ surrogate_key(['network', 'stream', 'source_record_id']) }} as report_key,
    {{ columns | join(',\n    ') }},
    cast(null as boolean) as is_published
from {{ ref(platform) }}
{{ 'union all' if not loop.last or plain_streams }}
{%- endfor %}
{%- for stream in plain_streams %}
select
    {{ surrogate_key(["'" ~ stream.network ~ "'", "'" ~ stream.stream ~ "'", 'source_record_id']) }} as report_key,
    {{ plain_report_columns(columns + ['is_published'], stream) | join(',\n    ') }}
from {{ ref(stream.model) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
