{#- Whether a period (both ends may be open) holds a day; the end itself lies outside. -#}
{% macro is_in_force(valid_from, valid_to, day) -%}
    coalesce({{ valid_from }} <= {{ day }}, true) and coalesce({{ valid_to }} > {{ day }}, true)
{%- endmacro %}
