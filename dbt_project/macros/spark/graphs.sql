{#- Graphs on Spark: table functions that warehouse/spark registers. -#}

{% macro spark__connected_components(pairs, left_node, right_node) -%}
    (
        select node, label
        from duowang_components(table(select {{ left_node }}, {{ right_node }} from {{ pairs }}) with single partition)
    )
{%- endmacro %}

{% macro spark__reachable(edges, tail, head) -%}
    (
        select node, reached
        from duowang_reachable(table(select {{ tail }}, {{ head }} from {{ edges }}) with single partition)
    )
{%- endmacro %}
