{#- Points are WGS-84 from staging on: a struct {lng, lat}, or null when unknown. -#}

{#- A point from two numbers: unknown when blank, 0 or outside China's frame; swapped axes are put right.
    Longitudes of China (73..136) and latitudes (17..54) do not overlap, so a swap is never a guess. -#}
{% macro repaired_point(lng, lat) -%}
    {{ return(adapter.dispatch('repaired_point', 'duowang')(lng, lat)) }}
{%- endmacro %}

{% macro default__repaired_point(lng, lat) -%}
    case
        when {{ lng }} between 73 and 136 and {{ lat }} between 17 and 54
            then {'lng': {{ lng }}, 'lat': {{ lat }}}
        when {{ lat }} between 73 and 136 and {{ lng }} between 17 and 54
            then {'lng': {{ lat }}, 'lat': {{ lng }}}
    end
{%- endmacro %}

{#- True when a point lies in the county's frame. `point` is the alias of what has lng and lat, `extent` that of
    int_county_extent. -#}
{% macro in_county(point, extent) -%}
    coalesce(
        {{ point }}.lng between {{ extent }}.min_lng and {{ extent }}.max_lng
        and {{ point }}.lat between {{ extent }}.min_lat and {{ extent }}.max_lat,
        false
    )
{%- endmacro %}

{#- Whether a point is written at all: two zeros and blanks are the platforms' words for unknown. -#}
{% macro is_stated_point(lng, lat) -%}
    coalesce({{ lng }}, 0) != 0 or coalesce({{ lat }}, 0) != 0
{%- endmacro %}

{#- Decimal degrees as a double from text. -#}
{% macro parse_degrees(expression) -%}
    {{ return(adapter.dispatch('parse_degrees', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__parse_degrees(expression) -%}
    try_cast({{ duowang.clean_compact(expression) }} as double)
{%- endmacro %}

{#- Degrees from 125°18′32.5″ in any signs (also 度分秒, plain quotes, decimal minutes or decimal degrees).
    Minutes or seconds of 60 and more are null. -#}
{% macro parse_dms(expression) -%}
    {{ return(adapter.dispatch('parse_dms', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__parse_dms(expression) -%}
    list_transform(
        [list_transform(
            regexp_extract_all({{ duowang.clean_compact(expression) }}, '\d+(?:\.\d+)?'),
            lambda part: try_cast(part as double)
        )],
        lambda parts: case
            when len(parts) <= 3 and coalesce(parts[2], 0) < 60 and coalesce(parts[3], 0) < 60
                then parts[1] + coalesce(parts[2], 0) / 60 + coalesce(parts[3], 0) / 3600
        end
    )[1]
{%- endmacro %}

{#- The shift of GCJ-02 against WGS-84 at a WGS-84 place, in degrees (the public formula on the Krasovsky
    ellipsoid as every map vendor computes it). -#}
{% macro gcj02_shift(lng, lat, axis) -%}
    {%- set x = '(' ~ lng ~ ' - 105)' -%}
    {%- set y = '(' ~ lat ~ ' - 35)' -%}
    {%- set common = '20 * sin(6 * pi() * ' ~ x ~ ') + 20 * sin(2 * pi() * ' ~ x ~ ')' -%}
    {%- set curve = '(1 - 0.00669342162296594323 * pow(sin(radians(' ~ lat ~ ')), 2))' -%}
    {%- if axis == 'lng' -%}
        degrees((
            300 + {{ x }} + 2 * {{ y }} + 0.1 * {{ x }} * {{ x }} + 0.1 * {{ x }} * {{ y }} + 0.1 * sqrt(abs({{ x }}))
            + ({{ common }}
                + 20 * sin(pi() * {{ x }}) + 40 * sin(pi() / 3 * {{ x }})
                + 150 * sin(pi() / 12 * {{ x }}) + 300 * sin(pi() / 30 * {{ x }})) * 2 / 3
        ) / (6378137.0 / sqrt({{ curve }}) * cos(radians({{ lat }}))))
    {%- else -%}
        degrees((
            -100 + 2 * {{ x }} + 3 * {{ y }} + 0.2 * {{ y }} * {{ y }} + 0.1 * {{ x }} * {{ y }} + 0.2 * sqrt(abs({{ x }}))
            + ({{ common }}
                + 20 * sin(pi() * {{ y }}) + 40 * sin(pi() / 3 * {{ y }})
                + 160 * sin(pi() / 12 * {{ y }}) + 320 * sin(pi() / 30 * {{ y }})) * 2 / 3
        ) / (6378137.0 * (1 - 0.00669342162296594323) / ({{ curve }} * sqrt({{ curve }}))))
    {%- endif -%}
{%- endmacro %}

{#- WGS-84 from GCJ-02. The shift is known only at the WGS-84 place, so it is found by iteration: each round
    makes the error about a thousand times smaller, three rounds leave less than a millimetre. -#}
{% macro gcj02_to_wgs84(point) -%}
    {{ return(adapter.dispatch('gcj02_to_wgs84', 'duowang')(point)) }}
{%- endmacro %}

{% macro default__gcj02_to_wgs84(point) -%}
    list_reduce(
        [{{ point }}, {{ point }}, {{ point }}, {{ point }}],
        lambda guess, gcj: {
            'lng': gcj.lng - {{ duowang.gcj02_shift('guess.lng', 'guess.lat', 'lng') }},
            'lat': gcj.lat - {{ duowang.gcj02_shift('guess.lng', 'guess.lat', 'lat') }}
        }
    )
{%- endmacro %}

{#- The longitude and the latitude of a GCJ-02 point {lng, lat} in WGS-84. -#}
{% macro gcj02_to_wgs84_lng(lng, lat) -%}
    ({{ duowang.gcj02_to_wgs84("{'lng': " ~ lng ~ ", 'lat': " ~ lat ~ "}") }}).lng
{%- endmacro %}

{% macro gcj02_to_wgs84_lat(lng, lat) -%}
    ({{ duowang.gcj02_to_wgs84("{'lng': " ~ lng ~ ", 'lat': " ~ lat ~ "}") }}).lat
{%- endmacro %}

{#- GCJ-02 from BD-09: the vendor's forward formula inverted by iteration from its well-known first guess. -#}
{% macro bd09_to_gcj02(point) -%}
    {{ return(adapter.dispatch('bd09_to_gcj02', 'duowang')(point)) }}
{%- endmacro %}

{% macro default__bd09_to_gcj02(point) -%}
    {%- set start = "{'lng': " ~ point ~ ".lng - 0.0065, 'lat': " ~ point ~ ".lat - 0.006}" -%}
    {%- set radius = 'sqrt(guess.lng * guess.lng + guess.lat * guess.lat) + 0.00002 * sin(guess.lat * pi() * 3000 / 180)' -%}
    {%- set angle = 'atan2(guess.lat, guess.lng) + 0.000003 * cos(guess.lng * pi() * 3000 / 180)' -%}
    list_reduce(
        [{{ start }}, {{ start }}, {{ start }}, {{ start }}],
        lambda guess, shifted: {
            'lng': guess.lng + shifted.lng - ({{ radius }}) * cos({{ angle }}),
            'lat': guess.lat + shifted.lat - ({{ radius }}) * sin({{ angle }})
        }
    )
{%- endmacro %}

{#- WGS-84 from BD-09. -#}
{% macro bd09_to_wgs84(point) -%}
    {{ return(adapter.dispatch('bd09_to_wgs84', 'duowang')(point)) }}
{%- endmacro %}

{% macro default__bd09_to_wgs84(point) -%}
    list_transform([{{ duowang.bd09_to_gcj02(point) }}], lambda gcj: {{ duowang.gcj02_to_wgs84('gcj') }})[1]
{%- endmacro %}

{% macro bd09_to_wgs84_lng(lng, lat) -%}
    ({{ duowang.bd09_to_wgs84("{'lng': " ~ lng ~ ", 'lat': " ~ lat ~ "}") }}).lng
{%- endmacro %}

{% macro bd09_to_wgs84_lat(lng, lat) -%}
    ({{ duowang.bd09_to_wgs84("{'lng': " ~ lng ~ ", 'lat': " ~ lat ~ "}") }}).lat
{%- endmacro %}

{#- The WKT of a WGS-84 polygon, its axes put right; null for what is no geometry in China's frame. -#}
{% macro repaired_polygon(expression) -%}
    {{ return(adapter.dispatch('repaired_polygon', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__repaired_polygon(expression) -%}
    list_transform([try(st_geomfromtext({{ duowang.clean_text(expression) }}))], lambda shape: case
        when st_xmin(shape) >= 73 and st_xmax(shape) <= 136 and st_ymin(shape) >= 17 and st_ymax(shape) <= 54
            then st_astext(shape)
        when st_ymin(shape) >= 73 and st_ymax(shape) <= 136 and st_xmin(shape) >= 17 and st_xmax(shape) <= 54
            then st_astext(st_flipcoordinates(shape))
    end)[1]
{%- endmacro %}

{#- The known WGS-84 points of a ring that comes as the text of a list of [x, y] in GCJ-02. -#}
{% macro ring_to_wgs84(expression) -%}
    {{ return(adapter.dispatch('ring_to_wgs84', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__ring_to_wgs84(expression) -%}
    list_filter(
        list_transform(
            try_cast({{ expression }} as double[][]),
            lambda corner: {{ duowang.gcj02_to_wgs84(duowang.repaired_point('corner[1]', 'corner[2]')) }}
        ),
        lambda corner: corner is not null
    )
{%- endmacro %}

{#- The WKT of the closed polygon of a list of points; null below three points. -#}
{% macro polygon_of_ring(points) -%}
    {{ return(adapter.dispatch('polygon_of_ring', 'duowang')(points)) }}
{%- endmacro %}

{% macro default__polygon_of_ring(points) -%}
    case
        when len({{ points }}) >= 3
            then 'POLYGON ((' || array_to_string(list_transform(
                case when {{ points }}[1] = {{ points }}[-1] then {{ points }} else list_append({{ points }}, {{ points }}[1]) end,
                lambda corner: round(corner.lng, 7) || ' ' || round(corner.lat, 7)
            ), ', ') || '))'
    end
{%- endmacro %}

{#- A division's name without the word for its kind: 庆德村委会, 庆德村 and 庆德社区 are all 庆德. -#}
{% macro division_short_name(expression) -%}
    {{ return(adapter.dispatch('division_short_name', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__division_short_name(expression) -%}
    {{ duowang.replace_once(
        expression, "'(.)(社区)?(村民委员会|居民委员会|村委会|居委会|社区|村)$'", "'\\1'"
    ) }}
{%- endmacro %}

{#- A geometry from WKT that repaired_polygon has let through. -#}
{% macro geometry(wkt) -%}
    {{ return(adapter.dispatch('geometry', 'duowang')(wkt)) }}
{%- endmacro %}

{% macro default__geometry(wkt) -%}
    st_geomfromtext({{ wkt }})
{%- endmacro %}

{#- True when a WGS-84 point lies in a geometry or on its edge; false when either is unknown. -#}
{% macro shape_holds_point(shape, lng, lat) -%}
    {{ return(adapter.dispatch('shape_holds_point', 'duowang')(shape, lng, lat)) }}
{%- endmacro %}

{% macro default__shape_holds_point(shape, lng, lat) -%}
    st_intersects({{ shape }}, st_point({{ lng }}, {{ lat }}))
{%- endmacro %}

{#- The door at the end of an address as building-unit-room (3-2-501), from 3栋2单元501室 and its like, or the
    door number of a rural address (12号); null when the address has none. -#}
{% macro door_of_address(expression) -%}
    {{ return(adapter.dispatch('door_of_address', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__door_of_address(expression) -%}
    {%- set door = '\\d+ ?(?:号楼|栋|幢|楼|座|号|-) ?\\d+ ?(?:单元|门|-) ?\\d+ ?[室号]?$' -%}
    {%- set figures -%}
        regexp_extract_all(regexp_extract({{ expression }}, '{{ door }}', 0), '\d+', 0)
    {%- endset -%}
    nullif(coalesce(
        nullif({{ duowang.list_text(figures, "'-'") }}, ''),
        regexp_extract({{ expression }}, '(\d+号)$', 1)
    ), '')
{%- endmacro %}
