{#- Points in polygons. -#}

{#- A subquery of pairs of a point and each polygon that holds it (its edge included).
    points: relation with {{ point_id }}, lng, lat; polygons: relation with {{ polygon_id }} and boundary_wkt.
    A box test goes before the exact one. A boundary that is no polygon holds nothing. -#}
{% macro points_in_polygons(points, point_id, polygons, polygon_id) -%}
    {{ return(adapter.dispatch('points_in_polygons', 'duowang')(points, point_id, polygons, polygon_id)) }}
{%- endmacro %}

{% macro duckdb__points_in_polygons(points, point_id, polygons, polygon_id) -%}
    (
        with shapes as (
            select {{ polygon_id }}, try(st_geomfromtext(boundary_wkt)) as shape
            from {{ polygons }}
            where boundary_wkt is not null
        ),

        boxes as (
            select
                {{ polygon_id }},
                shape,
                st_xmin(shape) as west,
                st_xmax(shape) as east,
                st_ymin(shape) as south,
                st_ymax(shape) as north
            from shapes
            where shape is not null and not st_isempty(shape)
        )

        select points.{{ point_id }}, boxes.{{ polygon_id }}
        from {{ points }} as points
        inner join boxes
            on points.lng between boxes.west and boxes.east
            and points.lat between boxes.south and boxes.north
        where st_covers(boxes.shape, st_point(points.lng, points.lat))
    )
{%- endmacro %}

{#- How good the evidence is by which a report was placed, best first. -#}
{% macro placement_rank(placed_by) -%}
    case {{ placed_by }}
        when 'grid_code' then 1
        when 'hamlet' then 2
        when 'old_grid_code' then 3
        when 'old_grid_code_and_address' then 4
        when 'old_grid_code_and_polygon' then 5
        when 'address' then 6
        when 'polygon' then 7
        when 'old_grid_code_and_duty_grid' then 8
        when 'duty_grid' then 9
        when 'household' then 10
        when 'division' then 11
        when 'address_division' then 12
        else 13
    end
{%- endmacro %}

{#- Whether a grid is one of a list, or there is no list to be in. -#}
{% macro is_one_of_or_free(grid_code, grid_codes) -%}
    coalesce(array_contains({{ grid_codes }}, {{ grid_code }}), {{ grid_codes }} is null)
{%- endmacro %}

{#- How somebody is placed who is listed under a household. -#}
{% macro placed_in_household(grid_code, division_code) -%}
    case
        when {{ grid_code }} is not null then 'household'
        when {{ division_code }} is not null then 'division'
        else 'none'
    end
{%- endmacro %}
