{#- A column whose name one engine or the other takes only in its own quotes: with capitals or beyond ASCII. -#}
{% macro quoted(name, relation=none) -%}
    {{ relation ~ '.' if relation }}{{ adapter.quote(name) }}
{%- endmacro %}
