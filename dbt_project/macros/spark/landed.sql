{#- What the landed rows of a stream say, on Spark: it has no rows to compare, but structs. -#}

{% macro spark__landed_order(prefix) -%}
    struct(
        {{ prefix }}_order_at as order_at,
        coalesce({{ prefix }}_updated_at, timestamp '0001-01-01 00:00:00+00') as updated_at,
        {{ prefix }}_seq as seq
    )
{%- endmacro %}
