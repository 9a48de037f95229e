{#- Texts and patterns. Both engines know regexp_extract(text, pattern, group), contains, split_part, translate and
    left; patterns are written so that RE2 and Java read them alike. -#}

{#- Whether a pattern is found in a text. -#}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches', 'duowang')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }})
{%- endmacro %}

{% macro spark__matches(text, pattern) -%}
    regexp_like({{ text }}, {{ pattern }})
{%- endmacro %}

{#- A text with what a pattern finds replaced, all of it; groups are \1, \2. -#}
{% macro replace_all(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('replace_all', 'duowang')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, {{ pattern }}, {{ replacement }}, 'g')
{%- endmacro %}

{% macro spark__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, {{ pattern }}, {{ replacement | replace('\\', '$') }})
{%- endmacro %}

{#- The same for a pattern that is bound to the beginning or the end, so that it is found once. -#}
{% macro replace_once(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('replace_once', 'duowang')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__replace_once(text, pattern, replacement) -%}
    regexp_replace({{ text }}, {{ pattern }}, {{ replacement }})
{%- endmacro %}

{% macro spark__replace_once(text, pattern, replacement) -%}
    {{ duowang.spark__replace_all(text, pattern, replacement) }}
{%- endmacro %}

{#- The characters of a text as a list. -#}
{% macro characters(text) -%}
    {{ return(adapter.dispatch('characters', 'duowang')(text)) }}
{%- endmacro %}

{% macro default__characters(text) -%}
    string_split({{ text }}, '')
{%- endmacro %}

{% macro spark__characters(text) -%}
    split({{ text }}, '')
{%- endmacro %}

{#- Whether a text begins or ends with another one. -#}
{% macro begins_with(text, beginning) -%}
    {{ return(adapter.dispatch('begins_with', 'duowang')(text, beginning)) }}
{%- endmacro %}

{% macro default__begins_with(text, beginning) -%}
    starts_with({{ text }}, {{ beginning }})
{%- endmacro %}

{% macro spark__begins_with(text, beginning) -%}
    startswith({{ text }}, {{ beginning }})
{%- endmacro %}

{% macro finishes_with(text, end) -%}
    {{ return(adapter.dispatch('finishes_with', 'duowang')(text, end)) }}
{%- endmacro %}

{% macro default__finishes_with(text, end) -%}
    ends_with({{ text }}, {{ end }})
{%- endmacro %}

{% macro spark__finishes_with(text, end) -%}
    endswith({{ text }}, {{ end }})
{%- endmacro %}

{#- A text without the zeros at its beginning. -#}
{% macro without_leading_zeros(text) -%}
    {{ return(adapter.dispatch('without_leading_zeros', 'duowang')(text)) }}
{%- endmacro %}

{% macro default__without_leading_zeros(text) -%}
    ltrim({{ text }}, '0')
{%- endmacro %}

{% macro spark__without_leading_zeros(text) -%}
    ltrim('0', {{ text }})
{%- endmacro %}
