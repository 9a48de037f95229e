{#- Whole minutes from one instant to a later one. -#}
{% macro minutes_between(earlier, later) -%}
    {{ return(adapter.dispatch('minutes_between', 'duowang')(earlier, later)) }}
{%- endmacro %}

{% macro default__minutes_between(earlier, later) -%}
    cast(date_sub('minute', {{ earlier }}, {{ later }}) as bigint)
{%- endmacro %}
