{#- Rates and percentages of whole numbers. Without a denominator there is no rate: null. -#}

{#- numerator / denominator as a DOUBLE in 0..1. -#}
{% macro rate(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif({{ denominator }}, 0)
{%- endmacro %}

{#- 100 × numerator / denominator, rounded half up to `digits` decimals (a column or number, 0 to 2), as
    DECIMAL(12,2). Whole numbers only: a float would turn 0.5 into 0.49999 now and then. -#}
{% macro percent_half_up(numerator, denominator, digits) -%}
    {{ return(adapter.dispatch('percent_half_up', 'duowang')(numerator, denominator, digits)) }}
{%- endmacro %}

{% macro default__percent_half_up(numerator, denominator, digits) -%}
    {%- set unit = 'cast(power(10, ' ~ digits ~ ') as bigint)' -%}
    {%- set doubled = '200 * ' ~ unit ~ ' * ' ~ numerator ~ ' + ' ~ denominator -%}
    cast(({{ duowang.whole_times(doubled, 'nullif(2 * ' ~ denominator ~ ', 0)') }}) / {{ unit }} as decimal(12, 2))
{%- endmacro %}
