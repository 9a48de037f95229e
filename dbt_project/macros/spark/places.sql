{#- Points and polygons on Spark: a struct (lng, lat), and functions that warehouse/spark registers. -#}

{% macro spark__repaired_point(lng, lat) -%}
    case
        when {{ lng }} between 73 and 136 and {{ lat }} between 17 and 54
            then named_struct('lng', {{ lng }}, 'lat', {{ lat }})
        when {{ lat }} between 73 and 136 and {{ lng }} between 17 and 54
            then named_struct('lng', {{ lat }}, 'lat', {{ lng }})
    end
{%- endmacro %}

{% macro spark__parse_dms(expression) -%}
    {{ duowang.with_value(
        "transform(regexp_extract_all(" ~ duowang.clean_compact(expression)
        ~ ", '\\d+(?:\\.\\d+)?', 0), part -> try_cast(part as double))",
        'parts',
        "case when array_size(parts) <= 3 and coalesce(get(parts, 1), 0) < 60 and coalesce(get(parts, 2), 0) < 60
            then get(parts, 0) + coalesce(get(parts, 1), 0) / 60 + coalesce(get(parts, 2), 0) / 3600 end"
    ) }}
{%- endmacro %}

{% macro spark__gcj02_to_wgs84(point) -%}
    aggregate(
        array({{ point }}, {{ point }}, {{ point }}),
        {{ point }},
        (guess, gcj) -> named_struct(
            'lng', gcj.lng - {{ duowang.gcj02_shift('guess.lng', 'guess.lat', 'lng') }},
            'lat', gcj.lat - {{ duowang.gcj02_shift('guess.lng', 'guess.lat', 'lat') }}
        )
    )
{%- endmacro %}

{% macro spark__bd09_to_gcj02(point) -%}
    {%- set start = "named_struct('lng', " ~ point ~ ".lng - 0.0065d, 'lat', " ~ point ~ ".lat - 0.006d)" -%}
    {%- set radius = 'sqrt(guess.lng * guess.lng + guess.lat * guess.lat) + 0.00002d * sin(guess.lat * pi() * 3000 / 180)' -%}
    {%- set angle = 'atan2(guess.lat, guess.lng) + 0.000003d * cos(guess.lng * pi() * 3000 / 180)' -%}
    aggregate(
        array({{ start }}, {{ start }}, {{ start }}),
        {{ start }},
        (guess, shifted) -> named_struct(
            'lng', guess.lng + shifted.lng - ({{ radius }}) * cos({{ angle }}),
            'lat', guess.lat + shifted.lat - ({{ radius }}) * sin({{ angle }})
        )
    )
{%- endmacro %}

{% macro spark__bd09_to_wgs84(point) -%}
    {{ duowang.with_value(duowang.bd09_to_gcj02(point), 'gcj', duowang.gcj02_to_wgs84('gcj')) }}
{%- endmacro %}

{% macro spark__repaired_polygon(expression) -%}
    duowang_repaired_polygon({{ duowang.clean_text(expression) }})
{%- endmacro %}

{% macro spark__ring_to_wgs84(expression) -%}
    filter(
        transform(
            from_json({{ expression }}, 'array<array<double>>'),
            corner -> {{ duowang.gcj02_to_wgs84(duowang.repaired_point('get(corner, 0)', 'get(corner, 1)')) }}
        ),
        corner -> corner.lng is not null
    )
{%- endmacro %}

{% macro spark__polygon_of_ring(points) -%}
    case
        when array_size({{ points }}) >= 3
            then 'POLYGON ((' || array_join(transform(
                case
                    when {{ points }}[0] = element_at({{ points }}, -1) then {{ points }}
                    else array_append({{ points }}, {{ points }}[0])
                end,
                corner -> round(corner.lng, 7) || ' ' || round(corner.lat, 7)
            ), ', ') || '))'
    end
{%- endmacro %}

{% macro spark__geometry(wkt) -%}
    {{ wkt }}
{%- endmacro %}

{% macro spark__shape_holds_point(shape, lng, lat) -%}
    duowang_covers({{ shape }}, {{ lng }}, {{ lat }})
{%- endmacro %}

{% macro spark__points_in_polygons(points, point_id, polygons, polygon_id) -%}
    (
        with boxes as (
            select {{ polygon_id }}, boundary_wkt, duowang_box(boundary_wkt) as box
            from {{ polygons }}
            where boundary_wkt is not null
        ),

        candidates as (
            select points.{{ point_id }}, boxes.{{ polygon_id }}, points.lng, points.lat, boxes.boundary_wkt
            from {{ points }} as points
            inner join boxes
                on points.lng between boxes.box.west and boxes.box.east
                and points.lat between boxes.box.south and boxes.box.north
        )

        select {{ point_id }}, {{ polygon_id }}
        from candidates
        where duowang_covers(boundary_wkt, lng, lat)
    )
{%- endmacro %}
