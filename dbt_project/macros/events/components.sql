{#- Connected components of an undirected graph.
    Takes the name of a relation of pairs and its two columns; gives a subquery of node, label, where label is
    the least node of the node's component. Only nodes with a pair appear. Each round hands the least label
    on to the neighbours, so a chain of n needs n rounds, and rounds touch only nodes that changed. -#}
{% macro connected_components(pairs, left_node, right_node) -%}
    {{ return(adapter.dispatch('connected_components', 'duowang')(pairs, left_node, right_node)) }}
{%- endmacro %}

{% macro default__connected_components(pairs, left_node, right_node) -%}
    (
        with recursive both_ways as (
            select {{ left_node }} as node, {{ right_node }} as neighbour from {{ pairs }}
            union
            select {{ right_node }} as node, {{ left_node }} as neighbour from {{ pairs }}
        ),

        labelled (node, label) using key (node) as (
            select node, min(least(node, neighbour)) as label from both_ways group by node
            union
            select both_ways.neighbour, min(labelled.label)
            from labelled
            inner join both_ways on labelled.node = both_ways.node
            inner join recurring.labelled as known on both_ways.neighbour = known.node
            where labelled.label < known.label
            group by both_ways.neighbour
        )

        select node, label from labelled
    )
{%- endmacro %}
