{#- Cleaning of text. Every macro takes and gives an SQL expression. -#}

{#- Full-width letters, digits and signs (U+FF01..FF5E) as their ASCII forms. -#}
{% macro to_halfwidth(expression) -%}
    {{ return(adapter.dispatch('to_halfwidth', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__to_halfwidth(expression) -%}
    {%- set wide -%}
        ！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～
    {%- endset -%}
    {%- set narrow -%}
        !"#$%&' || chr(39) || '()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~
    {%- endset -%}
    case
        when {{ duowang.matches(expression, "'[\\x{FF01}-\\x{FF5E}]'") }}
            then translate({{ expression }}, '{{ wide }}', '{{ narrow }}')
        else {{ expression }}
    end
{%- endmacro %}

{#- Text without spreadsheet wrappers (="…" and a leading '), with every kind of space as one blank,
    trimmed; blank becomes null. -#}
{% macro clean_text(expression) -%}
    {{ return(adapter.dispatch('clean_text', 'duowang')(expression)) }}
{%- endmacro %}

{#- Most text is clean, and looking is far cheaper than cleaning. -#}
{% macro default__clean_text(expression) -%}
    {%- set spaces = '\\s\\x{00A0}\\x{2000}-\\x{200F}\\x{202F}\\x{2060}\\x{3000}\\x{FEFF}' -%}
    {%- set plain_spaces = duowang.replace_all(duowang.to_halfwidth(expression), "'[" ~ spaces ~ "]+'", "' '") -%}
    case
        when {{ duowang.matches(expression, "'[" ~ spaces ~ "\\x{FF01}-\\x{FF5E}]|^[=\\x27]'") }}
            then nullif(trim({{ duowang.replace_once(plain_spaces, "'^ ?(?:= ?\"([^\"]*)\"|\\x27+)'", "'\\1'") }}), '')
        else nullif({{ expression }}, '')
    end
{%- endmacro %}

{#- Cleaned text with no space at all: names, numbers, codes. -#}
{% macro clean_compact(expression) -%}
    {{ return(adapter.dispatch('clean_compact', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__clean_compact(expression) -%}
    nullif(replace({{ duowang.clean_text(expression) }}, ' ', ''), '')
{%- endmacro %}

{#- A code of the platforms: compact, upper case, without the ".0" that a spreadsheet or a float left. -#}
{% macro clean_code(expression) -%}
    {{ return(adapter.dispatch('clean_code', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__clean_code(expression) -%}
    {{ duowang.replace_once('upper(' ~ duowang.clean_compact(expression) ~ ')', "'^(\\d+)\\.0+$'", "'\\1'") }}
{%- endmacro %}

{#- A code of exactly one of the given numbers of digits, anything else null.
    A division code is [12]; a grid code [14, 15]. -#}
{% macro digits_code(expression, lengths) -%}
    {{ return(adapter.dispatch('digits_code', 'duowang')(expression, lengths)) }}
{%- endmacro %}

{% macro default__digits_code(expression, lengths) -%}
    nullif(regexp_extract(
        {{ duowang.clean_code(expression) }},
        '^(?:{% for length in lengths %}\d{{ '{' ~ length ~ '}' }}{{ '|' if not loop.last }}{% endfor %})$',
        0
    ), '')
{%- endmacro %}

{#- A whole number from text, null when it is none. -#}
{% macro clean_integer(expression) -%}
    {{ return(adapter.dispatch('clean_integer', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__clean_integer(expression) -%}
    try_cast(regexp_replace({{ duowang.clean_code(expression) }}, '^\+', '') as integer)
{%- endmacro %}

{#- A flag from 1/0, true/false, 是/否; null when it says neither. -#}
{% macro clean_flag(expression) -%}
    {{ return(adapter.dispatch('clean_flag', 'duowang')(expression)) }}
{%- endmacro %}

{#- A chain of comparisons: a list of words would be joined to the rows. -#}
{% macro default__clean_flag(expression) -%}
    case {{ duowang.clean_code(expression) }}
        {%- for word in ['1', 'TRUE', 'T', 'Y', 'YES', '是'] %}
        when '{{ word }}' then true
        {%- endfor %}
        {%- for word in ['0', 'FALSE', 'F', 'N', 'NO', '否'] %}
        when '{{ word }}' then false
        {%- endfor %}
    end
{%- endmacro %}

{#- Compact text without the words that mean "none": 无, 空, 空缺, 不详, null, a dash. -#}
{% macro without_placeholder(expression) -%}
    {{ return(adapter.dispatch('without_placeholder', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__without_placeholder(expression) -%}
    {%- set words = "'^(无|空|空缺|暂缺|待定|不详|未知|null|NULL|none|None|[-—/]+)$'" -%}
    nullif({{ duowang.replace_once(expression, words, "''") }}, '')
{%- endmacro %}

{#- Codes separated by commas or semicolons of either width, or a JSON list of texts, as a list without blanks. -#}
{% macro split_codes(expression) -%}
    {{ return(adapter.dispatch('split_codes', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__split_codes(expression) -%}
    list_filter(
        list_transform(
            regexp_split_to_array(
                coalesce(regexp_replace({{ duowang.clean_text(expression) }}, '^\[|\]$|"', '', 'g'), ''),
                '[,;、|]'
            ),
            lambda code: upper(replace(code, ' ', ''))
        ),
        lambda code: code != ''
    )
{%- endmacro %}

{#- The names of a list other than the given one, each once, sorted. -#}
{% macro other_names(names, name) -%}
    {{ return(adapter.dispatch('other_names', 'duowang')(names, name)) }}
{%- endmacro %}

{% macro default__other_names(names, name) -%}
    list_sort(list_distinct(list_filter({{ names }}, lambda other: other != coalesce({{ name }}, ''))))
{%- endmacro %}

{#- Rows that testers left: named 测试, with or without a bracket before it. -#}
{% macro is_test_name(expression) -%}
    {{ return(adapter.dispatch('is_test_name', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__is_test_name(expression) -%}
    coalesce(
        contains({{ expression }}, '测') and {{ duowang.matches(
            duowang.clean_compact(expression), "'^[\\x{0020}-\\x{002F}<\\[{【《「（]*测试'"
        ) }},
        false
    )
{%- endmacro %}

{#- The key of a row of one source: md5 of network|stream|id; null when a part is null. -#}
{% macro surrogate_key(parts) -%}
    {{ return(adapter.dispatch('surrogate_key', 'duowang')(parts)) }}
{%- endmacro %}

{% macro default__surrogate_key(parts) -%}
    md5({{ parts | join(" || '|' || ") }})
{%- endmacro %}
