{#- Codes of events. Every macro takes and gives an SQL expression. -#}

{#- A code of fixed width whose leading zeros a number type ate: 101 is 0101. Other text stays as it is. -#}
{% macro padded_code(expression, width) -%}
    {{ return(adapter.dispatch('padded_code', 'duowang')(expression, width)) }}
{%- endmacro %}

{% macro default__padded_code(expression, width) -%}
    list_transform([{{ duowang.clean_code(expression) }}], lambda code: case
        when regexp_matches(code, '^\d+$') and length(code) < {{ width }} then lpad(code, {{ width }}, '0')
        else code
    end)[1]
{%- endmacro %}

{#- Text of a category as the code list writes it: letters and digits only, rare forms of characters
    replaced. variants and standards are two texts of the same length, character by character. -#}
{% macro folded_category(expression, variants, standards) -%}
    {{ return(adapter.dispatch('folded_category', 'duowang')(expression, variants, standards)) }}
{%- endmacro %}

{% macro default__folded_category(expression, variants, standards) -%}
    nullif(regexp_replace(
        translate({{ duowang.clean_code(expression) }}, {{ variants }}, {{ standards }}),
        '[^\p{L}\p{N}]', '', 'g'
    ), '')
{%- endmacro %}

{#- Whether two short texts differ in one character: wrong, missing or one too many; or hold the same
    characters in another order. Counted in characters: the engine's own distances count bytes. -#}
{% macro within_one_slip(left_text, right_text) -%}
    {{ return(adapter.dispatch('within_one_slip', 'duowang')(left_text, right_text)) }}
{%- endmacro %}

{% macro default__within_one_slip(left_text, right_text) -%}
    {%- set a, b = left_text, right_text -%}
    case length({{ a }}) - length({{ b }})
        when 0
            then len(list_filter(range(1, length({{ a }}) + 1), lambda place: {{ a }}[place] != {{ b }}[place])) <= 1
                or list_sort(string_split({{ a }}, '')) = list_sort(string_split({{ b }}, ''))
        when 1
            then list_contains(
                list_transform(
                    range(1, length({{ a }}) + 1),
                    lambda place: substr({{ a }}, 1, place - 1) || substr({{ a }}, place + 1)
                ), {{ b }}
            )
        when -1
            then list_contains(
                list_transform(
                    range(1, length({{ b }}) + 1),
                    lambda place: substr({{ b }}, 1, place - 1) || substr({{ b }}, place + 1)
                ), {{ a }}
            )
        else false
    end
{%- endmacro %}
