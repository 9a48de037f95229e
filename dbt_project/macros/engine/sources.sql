{#- Rows of a source. Spark names no table outside ASCII, so a stream of the landing is a view of the session. -#}

{% macro landed_rows(source) -%}
    {{ return(adapter.dispatch('landed_rows', 'duowang')(source)) }}
{%- endmacro %}

{% macro default__landed_rows(source) -%}
    {{ source }}
{%- endmacro %}

{% macro spark__landed_rows(source) -%}
    {%- if source.schema == 'landing' and '__' in source.identifier -%}
        `landing__{{ source.identifier }}`
    {%- else -%}
        {{ source }}
    {%- endif -%}
{%- endmacro %}
