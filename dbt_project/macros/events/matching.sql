{#- Reports of different platforms that may be one matter: what is compared and how. -#}

{#- Metres east of the meridian of Greenwich along the point's parallel, and north of the equator. Good to some
    parts in a thousand for points a few kilometres apart, which is all that is asked of them. -#}
{% macro metres_east(lng, lat) -%}
    {{ lng }} * 111320.0 * cos(radians({{ lat }}))
{%- endmacro %}

{% macro metres_north(lat) -%}
    {{ lat }} * 110900.0
{%- endmacro %}

{#- The pairs of neighbouring letters or digits of a text, each once. -#}
{% macro text_pairs(expression) -%}
    {{ return(adapter.dispatch('text_pairs', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__text_pairs(expression) -%}
    {%- set plain = duowang.replace_all("coalesce(" ~ expression ~ ", '')", "'[^\\p{L}\\p{N}]'", "''") -%}
    {%- set pairs = duowang.each(duowang.numbers('1', 'length(plain) - 1'), 'place', 'substr(plain, place, 2)') -%}
    {{ duowang.with_value(plain, 'plain', 'array_distinct(' ~ pairs ~ ')') }}
{%- endmacro %}

{#- Whether a number as somebody wrote it can be one of a record's own: one slip, or cut at one end. -#}
{% macro nearly_one_of(number, own_numbers) -%}
    {{ return(adapter.dispatch('nearly_one_of', 'duowang')(number, own_numbers)) }}
{%- endmacro %}

{% macro default__nearly_one_of(number, own_numbers) -%}
    {%- set is_near -%}
        {{ duowang.within_one_slip('own', number) }}
        or (length({{ number }}) >= 6 and (
            {{ duowang.finishes_with('own', number) }} or {{ duowang.begins_with('own', number) }}
        ))
    {%- endset -%}
    {{ duowang.list_size(duowang.only(own_numbers, 'own', is_near)) }} > 0
{%- endmacro %}

{#- Whether any number that a report wrote in vain can be the other's; true when it wrote none. -#}
{% macro numbers_allow(one, other) -%}
    (
        {{ duowang.list_size(one ~ '.loose_numbers') }} = 0
        or {{ duowang.list_size(duowang.only(
            one ~ '.loose_numbers', 'number', duowang.nearly_one_of('number', other ~ '.own_numbers')
        )) }} > 0
    )
{%- endmacro %}

{#- Columns of comparison of two sides of int_event_match_sides: for each of place, time, type, text and hint
    the level (see seed event_match_levels). `asking` is the side whose hint is followed; `share` holds their
    text_share, which is worth working out once. -#}
{% macro match_levels(asking, asked, share) -%}
    {%- set a, b = asking, asked -%}
    case
        when {{ a }}.x + {{ b }}.x is not null then case
            when {{ duowang.metres_apart(a, b) }} <= 25 then 'within_25m'
            when {{ duowang.metres_apart(a, b) }} <= 60 then 'within_60m'
            when {{ duowang.metres_apart(a, b) }} <= 150 then 'within_150m'
            when {{ duowang.metres_apart(a, b) }} <= 400 then 'within_400m'
            when {{ duowang.metres_apart(a, b) }} <= 1200 then 'within_1200m'
            else 'beyond'
        end
        when {{ a }}.grid_codes = {{ b }}.grid_codes and {{ duowang.list_size(a ~ '.grid_codes') }} = 1 then 'same_grid'
        when {{ duowang.lists_meet(a ~ '.grid_codes', b ~ '.grid_codes') }} then 'maybe_same_grid'
        when {{ a }}.grid_codes is not null and {{ b }}.grid_codes is not null then 'other_grid'
        when {{ a }}.division_code = {{ b }}.division_code then 'same_division'
        else 'unknown'
    end as place_level,
    case
        when {{ a }}.is_received != {{ b }}.is_received then case
            when {{ duowang.hours_later(a, b) }} between 0 and 2 then 'within_2h_after'
            when {{ duowang.hours_later(a, b) }} between 2 and 12 then 'within_12h_after'
            when {{ duowang.hours_later(a, b) }} between 12 and 24 then 'within_24h_after'
            when {{ duowang.hours_later(a, b) }} between 24 and 48 then 'within_48h_after'
            when {{ duowang.hours_later(a, b) }} > 48 then 'later'
            when {{ duowang.hours_later(a, b) }} >= -1 then 'within_1h_before'
            else 'earlier'
        end
        when abs({{ duowang.hours_later(a, b) }}) <= 2 then 'within_2h'
        when abs({{ duowang.hours_later(a, b) }}) <= 12 then 'within_12h'
        when abs({{ duowang.hours_later(a, b) }}) <= 24 then 'within_24h'
        when abs({{ duowang.hours_later(a, b) }}) <= 48 then 'within_48h'
        else 'longer'
    end as time_level,
    case
        when {{ a }}.event_type_code = {{ b }}.event_type_code and {{ a }}.event_type_code != 'unmapped' then 'same'
        when {{ a }}.event_type_code in ('other', 'unmapped') or {{ b }}.event_type_code in ('other', 'unmapped')
            then case when {{ duowang.both_list_both(a, b) }} then 'vague_though_listed' else 'vague' end
        when {{ duowang.is_coarser(a, b) }} or {{ duowang.is_coarser(b, a) }} then 'kin'
        when array_contains({{ a }}.kin_types, {{ b }}.event_type_code)
            or array_contains({{ b }}.kin_types, {{ a }}.event_type_code) then 'kin_though_listed'
        else 'other'
    end as type_level,
    case
        when {{ a }}.text_weight < 300 or {{ b }}.text_weight < 300 then 'missing'
        when {{ share }} >= 0.7 then 'high'
        when {{ share }} >= 0.4 then 'some'
        when {{ share }} >= 0.2 then 'low'
        else 'none'
    end as text_level,
    case
        when {{ a }}.hint = 'none' then 'none'
        when {{ b }}.hint = 'named' and {{ b }}.named_network = {{ a }}.network then 'mutual'
        when {{ b }}.hint = 'named' then 'other'
        when {{ b }}.hint = 'open' then 'open'
        when {{ b }}.can_name_receiver then 'silent'
        when {{ b }}.is_dispatched then 'dispatched'
        else 'mute'
    end as hint_level
{%- endmacro %}

{#- Whether each of two platforms has a code for what the other one wrote: then a coarser list is no excuse. -#}
{% macro both_list_both(one, other) -%}
    (
        array_contains({{ one }}.listed_types, {{ other }}.event_type_code)
        and array_contains({{ other }}.listed_types, {{ one }}.event_type_code)
    )
{%- endmacro %}

{#- Whether the other platform, which has no code for what this one wrote, wrote what such a one would. -#}
{% macro is_coarser(finer, coarser) -%}
    (
        array_contains({{ finer }}.kin_types, {{ coarser }}.event_type_code)
        and not array_contains({{ coarser }}.listed_types, {{ finer }}.event_type_code)
    )
{%- endmacro %}

{% macro metres_apart(one, other) -%}
    sqrt(pow({{ one }}.x - {{ other }}.x, 2) + pow({{ one }}.y - {{ other }}.y, 2))
{%- endmacro %}

{#- Hours from the report that a platform made itself to the one that it received. -#}
{% macro hours_later(one, other) -%}
    (case when {{ one }}.is_received then 1 else -1 end
        * ({{ duowang.epoch_seconds(one ~ '.happened_at') }} - {{ duowang.epoch_seconds(other ~ '.happened_at') }}) / 3600.0)
{%- endmacro %}

{#- Of the text that says less, the share that the other one says too. Words weigh by how rare they are where they
    were written: the names of the place, which all its reports hold, say next to nothing. -#}
{% macro text_share(one, other) -%}
    {{ return(adapter.dispatch('text_share', 'duowang')(one, other)) }}
{%- endmacro %}

{% macro default__text_share(one, other) -%}
    (
        list_sum(list_transform(
            list_intersect(map_keys({{ one }}.text_weights), map_keys({{ other }}.text_weights)),
            lambda pair: {{ one }}.text_weights[pair]
        )) / cast(least({{ one }}.text_weight, {{ other }}.text_weight) as double)
    )
{%- endmacro %}
