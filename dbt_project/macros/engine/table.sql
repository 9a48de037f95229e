{#- A table takes the place of the former one in one transaction. dbt-duckdb makes it beside the former one, asks
    the catalog for keys and indexes that point there, and renames twice: the private build has none of them,
    nobody reads it meanwhile, and with some hundred tables that asking costs more than most of them. -#}
{% materialization table, adapter="duckdb" %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set former = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {% if former is not none -%}
            drop {{ former.type }} if exists {{ former }};
        {%- endif %}
        {{ create_table_as(False, target_relation, compiled_code) }}
    {%- endcall %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
