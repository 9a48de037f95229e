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
