{#- Citizen id numbers on Spark. -#}

{% macro spark__citizen_id_is_valid(expression) -%}
    {%- set valid -%}
        regexp_like(t, '^[1-9]\d{16}[\dX]$')
        and {{ duowang.citizen_id_birth_date('t') }} is not null
        and right(t, 1) = {{ duowang.citizen_id_check_char('t') }}
    {%- endset -%}
    coalesce({{ duowang.with_value(expression, 't', valid) }}, false)
{%- endmacro %}

{% macro spark__citizen_id_18(expression) -%}
    {%- set long = "left(t, 6) || '19' || substr(t, 7)" -%}
    {%- set written -%}
        case
            when regexp_like(t, '^[1-9]\d{14}$') and {{ duowang.citizen_id_birth_date('(' ~ long ~ ')') }} is not null
                then {{ long }} || {{ duowang.citizen_id_check_char('(' ~ long ~ ')') }}
            else t
        end
    {%- endset -%}
    {{ duowang.with_value(expression, 't', written) }}
{%- endmacro %}

{% macro spark__citizen_id_birth_date(expression) -%}
    try_cast(nullif(regexp_replace(
        regexp_extract(substr({{ expression }}, 7, 8), '^\d{8}$', 0), '^(\d{4})(\d{2})(\d{2})$', '$1-$2-$3'
    ), '') as date)
{%- endmacro %}
