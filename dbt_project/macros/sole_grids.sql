{#- A subquery of division_code and grid_code: the divisions that have one grid today, which leaves no doubt
    where in them something lies. grids: relation of all versions of grids. -#}
{% macro sole_grids(grids) -%}
    (
        select
            division_code,
            min(grid_code) as grid_code
        from {{ grids }}
        where is_current
        group by division_code
        having count(*) = 1
    )
{%- endmacro %}
