{#- The days on which one county differs from the national calendar: DUOWANG_LOCAL_DAYS holds a JSON object of ISO
    date to whether that day is worked. Without it the compiled SQL is `otherwise`, nothing more. -#}
{% macro local_workday(day, otherwise) -%}
    {%- set local_days = fromjson(env_var('DUOWANG_LOCAL_DAYS', '{}')) -%}
    {%- if local_days -%}
        case
            {%- for date, is_worked in local_days | dictsort %}
            when {{ day }} = date '{{ date }}' then {{ 'true' if is_worked else 'false' }}
            {%- endfor %}
            else {{ otherwise }}
        end
    {%- else -%}
        {{ otherwise }}
    {%- endif -%}
{%- endmacro %}
