{#- How dbt names schemas and what a session loads. -#}

{#- Schema names are the ones readers see: never prefixed by the target. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}

{#- The spatial extension comes as a file in a wheel: it is loaded by path, so that nothing is fetched. -#}
{% macro load_spatial() -%}
    {{ return(adapter.dispatch('load_spatial', 'duowang')()) }}
{%- endmacro %}

{% macro default__load_spatial() -%}
    {%- set extension = env_var('DUOWANG_SPATIAL_EXTENSION', '') -%}
    {%- if extension -%}
        load '{{ extension }}'
    {%- endif -%}
{%- endmacro %}

{#- Spark's points and polygons are judged by functions of warehouse/spark. -#}
{% macro spark__load_spatial() -%}
{%- endmacro %}
