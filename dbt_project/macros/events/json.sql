{#- The text at a path of a JSON text; null when the text is no JSON or holds nothing there. -#}
{% macro json_text(expression, path) -%}
    {{ return(adapter.dispatch('json_text', 'duowang')(expression, path)) }}
{%- endmacro %}

{% macro default__json_text(expression, path) -%}
    case when json_valid({{ expression }}) then json_extract_string({{ expression }}, '{{ path }}') end
{%- endmacro %}
