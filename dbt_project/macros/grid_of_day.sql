{#- A subquery of record_key and grid_key: the version of a grid that was in force on a day where a record lies.
    records: relation with record_key, grid_code (a grid of today) and on_day. It is today's grid itself, or the
    one that it was cut from; where it was made of several of that day, which of them it was is not known. -#}
{% macro grids_of_the_day(records) -%}
    (
        select
            records.record_key,
            min(grids.grid_key) as grid_key
        from {{ records }} as records
        inner join {{ ref('int_grid_code_map') }} as map
            on records.grid_code = map.current_grid_code
        inner join {{ ref('int_grids') }} as grids
            on
                map.any_code = grids.grid_code
                and records.on_day >= grids.valid_from
                and records.on_day < coalesce(grids.valid_to, date '9999-12-31')
        group by records.record_key
        having min(grids.grid_key) = max(grids.grid_key)
    )
{%- endmacro %}
