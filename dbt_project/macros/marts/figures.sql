{#- Turn the named columns of a one-row relation into rows (figure, value). -#}
{% macro figures_from(relation, figures) -%}
    {%- for figure in figures %}
    select
        '{{ figure }}' as figure,
        {{ figure }} as value
    from {{ relation }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{#- In a select list: a row for each figure that a row counts for. `figures` is a list of (figure, condition). -#}
{% macro a_row_a_figure(figures) -%}
    {%- set names = [] -%}
    {%- for figure, condition in figures -%}
        {%- do names.append("case when " ~ condition ~ " then '" ~ figure ~ "' end") -%}
    {%- endfor -%}
    {{ duowang.a_row_each(duowang.only(duowang.list_of(names), 'name', 'name is not null')) }}
{%- endmacro %}
