{#- Reports of a platform whose staging model needs no further joins. -#}

{#- The columns of such a report, as a list. -#}
{% macro plain_report_columns(names, stream) -%}
    {%- set columns = [] -%}
    {%- for name in names -%}
        {%- do columns.append(duowang.plain_report_column(name, stream)) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{#- One column of such a report: as staged, or what holds for a platform that does not state it. The code sets
    of its types, states and origins are called type, status and origin. -#}
{% macro plain_report_column(name, stream) -%}
    {%- set fixed = {
        'network': "'" ~ stream.network ~ "'",
        'stream': "'" ~ stream.stream ~ "'",
        'type_code_set': "'type'",
        'status_code_set': "'status'",
        'origin_code_set': "'origin'",
        'is_withdrawn': 'false',
        'is_received': 'false',
    } -%}
    {%- set always_staged = ['source_record_id', 'is_test', 'is_deleted', 'first_seen_at', 'updated_at'] -%}
    {%- if name in stream.report_columns or name in always_staged -%}
    {{ name }}
    {%- elif name in fixed -%}
    {{ fixed[name] }} as {{ name }}
    {%- else -%}
    cast(null as {{ duowang.report_column_type(name) }}) as {{ name }}
    {%- endif -%}
{%- endmacro %}

{#- The type of a column of int_event_reports_as_stated. -#}
{% macro report_column_type(name) -%}
    {%- if name.endswith('_at') -%}{{ duowang.type_instant() }}
    {%- elif name.startswith('is_') -%}boolean
    {%- elif name in ['lng', 'lat'] -%}double
    {%- elif name == 'satisfaction' -%}integer
    {%- else -%}string
    {%- endif -%}
{%- endmacro %}
