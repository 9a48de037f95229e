{#- The text of a field of a JSON object; null when the text is no JSON or the field is not there. -#}
{% macro json_field(expression, field) -%}
    {{ return(adapter.dispatch('json_field', 'duowang')(expression, field)) }}
{%- endmacro %}

{% macro default__json_field(expression, field) -%}
    case when json_valid({{ expression }}) then json_extract_string({{ expression }}, '$.{{ field }}') end
{%- endmacro %}
