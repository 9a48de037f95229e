{#- A subquery of node, reached: each node of a directed graph with every node that its edges lead to, over however
    many others, each pair once. Takes the name of a relation of edges and its two columns. -#}
{% macro reachable(edges, tail, head) -%}
    {{ return(adapter.dispatch('reachable', 'duowang')(edges, tail, head)) }}
{%- endmacro %}

{% macro default__reachable(edges, tail, head) -%}
    (
        with recursive reached_nodes as (
            select {{ tail }} as node, {{ head }} as reached from {{ edges }}
            union
            select reached_nodes.node, edges.{{ head }} as reached
            from reached_nodes
            inner join {{ edges }} as edges on reached_nodes.reached = edges.{{ tail }}
        )

        select node, reached from reached_nodes
    )
{%- endmacro %}
