{#- Numbers by which one platform cites a record of another, and what damage leaves of them. -#}

{#- Letters and digits of a number, upper case; what stands before a colon (a platform's prefix) is cut. -#}
{% macro reference_key(expression) -%}
    {{ return(adapter.dispatch('reference_key', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__reference_key(expression) -%}
    {%- set bare = duowang.replace_once(duowang.clean_code(expression), "'^[^:]{1,8}:+'", "''") -%}
    nullif({{ duowang.replace_all(bare, "'[^\\p{L}\\p{N}]'", "''") }}, '')
{%- endmacro %}

{#- The digits of a number without its letters, 6 at least: what a wrong or missing letter prefix leaves.
    Letters typed for digits inside the number (O, I, L) count as digits. Null for a hexadecimal id. -#}
{% macro reference_digits(key) -%}
    {{ return(adapter.dispatch('reference_digits', 'duowang')(key)) }}
{%- endmacro %}

{% macro default__reference_digits(key) -%}
    {%- set mended = 'translate(' ~ duowang.replace_once(key, "'^\\D+'", "''") ~ ", 'OIL', '011')" -%}
    case
        when not {{ duowang.matches(key, "'^[0-9A-F]{32}$'") }}
            then nullif(regexp_extract({{ duowang.replace_all(mended, "'\\D'", "''") }}, '^\d{6,}$', 0), '')
    end
{%- endmacro %}

{#- The text before the first colon of a number, null when there is none: the platform it was given by. -#}
{% macro reference_prefix(expression) -%}
    {{ return(adapter.dispatch('reference_prefix', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__reference_prefix(expression) -%}
    nullif(regexp_extract({{ duowang.clean_code(expression) }}, '^([^:]{1,8}):', 1), '')
{%- endmacro %}
