{#- Codes of events. Every macro takes and gives an SQL expression. -#}

{#- A code of fixed width whose leading zeros a number type ate: 101 is 0101. Other text stays as it is. -#}
{% macro padded_code(expression, width) -%}
    {{ return(adapter.dispatch('padded_code', 'duowang')(expression, width)) }}
{%- endmacro %}

{% macro default__padded_code(expression, width) -%}
    {%- set padded -%}
        case
            when {{ duowang.matches('code', "'^\\d+$'") }} and length(code) < {{ width }} then lpad(code, {{ width }}, '0')
            else code
        end
    {%- endset -%}
    {{ duowang.with_value(duowang.clean_code(expression), 'code', padded) }}
{%- endmacro %}

{#- Text of a category as the code list writes it: letters and digits only, rare forms of characters
    replaced. variants and standards are two texts of the same length, character by character. -#}
{% macro folded_category(expression, variants, standards) -%}
    {{ return(adapter.dispatch('folded_category', 'duowang')(expression, variants, standards)) }}
{%- endmacro %}

{% macro default__folded_category(expression, variants, standards) -%}
    {%- set standard = 'translate(' ~ duowang.clean_code(expression) ~ ', ' ~ variants ~ ', ' ~ standards ~ ')' -%}
    nullif({{ duowang.replace_all(standard, "'[^\\p{L}\\p{N}]'", "''") }}, '')
{%- endmacro %}

{#- Whether two short texts differ in one character: wrong, missing or one too many; or hold the same
    characters in another order. Counted in characters: the engine's own distances count bytes. -#}
{% macro within_one_slip(left_text, right_text) -%}
    {{ return(adapter.dispatch('within_one_slip', 'duowang')(left_text, right_text)) }}
{%- endmacro %}

{% macro default__within_one_slip(left_text, right_text) -%}
    {%- set a, b = left_text, right_text -%}
    {%- set differing = duowang.only(
        duowang.numbers('1', 'length(' ~ a ~ ')'), 'place', 'substr(' ~ a ~ ', place, 1) != substr(' ~ b ~ ', place, 1)'
    ) -%}
    case length({{ a }}) - length({{ b }})
        when 0
            then {{ duowang.list_size(differing) }} <= 1
                or array_sort({{ duowang.characters(a) }}) = array_sort({{ duowang.characters(b) }})
        when 1
            then array_contains({{ duowang.texts_one_shorter(a) }}, {{ b }})
        when -1
            then array_contains({{ duowang.texts_one_shorter(b) }}, {{ a }})
        else false
    end
{%- endmacro %}

{#- What a text becomes without one of its characters, as a list. -#}
{% macro texts_one_shorter(text) -%}
    {{ duowang.each(
        duowang.numbers('1', 'length(' ~ text ~ ')'),
        'place',
        'substr(' ~ text ~ ', 1, place - 1) || substr(' ~ text ~ ', place + 1)'
    ) }}
{%- endmacro %}
