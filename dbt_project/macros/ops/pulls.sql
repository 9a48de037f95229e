{#- How the last pull of each network ended: network, is_failed, failed_since, reason. A landing that nobody has
    registered yet (one made by hand) has no such table: then no pull is known to have failed. -#}
{% macro pull_outcomes() -%}
    {{ return(adapter.dispatch('pull_outcomes', 'duowang')()) }}
{%- endmacro %}

{% macro default__pull_outcomes() -%}
    {%- set known = adapter.get_relation(
        database=target.database, schema='landing', identifier='pull_outcome'
    ) if execute -%}
    {%- if known -%}
        {{ known }}
    {%- else -%}
        (
            select
                cast(null as string) as network,
                false as is_failed,
                cast(null as {{ duowang.type_instant() }}) as failed_since,
                cast(null as string) as reason
            where false
        )
    {%- endif -%}
{%- endmacro %}
