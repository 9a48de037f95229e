{#- Comparison of reports on Spark. -#}

{% macro spark__text_share(one, other) -%}
    (
        aggregate(
            array_intersect(map_keys({{ one }}.text_weights), map_keys({{ other }}.text_weights)),
            0,
            (total, pair) -> total + {{ one }}.text_weights[pair]
        ) / cast(least({{ one }}.text_weight, {{ other }}.text_weight) as double)
    )
{%- endmacro %}
