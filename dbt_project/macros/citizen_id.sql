{#- GB 11643 citizen id numbers: form, date and check character; the division prefix is not judged. -#}

{#- The number as it should have been typed: half width, no spaces, capital X. -#}
{% macro citizen_id_text(expression) -%}
    {{ duowang.clean_code(expression) }}
{%- endmacro %}

{#- The check character that the first 17 digits demand. -#}
{% macro citizen_id_check_char(digits) -%}
    {{ return(adapter.dispatch('citizen_id_check_char', 'duowang')(digits)) }}
{%- endmacro %}

{% macro default__citizen_id_check_char(digits) -%}
    substr('10X98765432', cast((
        {%- for weight in [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] %}
        {{ '+ ' if not loop.first }}{{ weight }} * try_cast(substr({{ digits }}, {{ loop.index }}, 1) as integer)
        {%- endfor %}
    ) % 11 as integer) + 1, 1)
{%- endmacro %}

{#- True for 18 valid characters. The expression is canonical text (citizen_id_text). -#}
{% macro citizen_id_is_valid(expression) -%}
    {{ return(adapter.dispatch('citizen_id_is_valid', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__citizen_id_is_valid(expression) -%}
    coalesce(list_transform([{{ expression }}], lambda t:
        regexp_matches(t, '^[1-9]\d{16}[\dX]$')
        and try_strptime(substr(t, 7, 8), '%Y%m%d') is not null
        and right(t, 1) = {{ duowang.citizen_id_check_char('t') }}
    )[1], false)
{%- endmacro %}

{#- 18 characters from a 15-digit first-generation number (its century is 19); other text is given back. -#}
{% macro citizen_id_18(expression) -%}
    {{ return(adapter.dispatch('citizen_id_18', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__citizen_id_18(expression) -%}
    list_transform([{{ expression }}], lambda t: case
        when regexp_matches(t, '^[1-9]\d{14}$') and try_strptime('19' || substr(t, 7, 6), '%Y%m%d') is not null
            then left(t, 6) || '19' || substr(t, 7)
                || {{ duowang.citizen_id_check_char("(left(t, 6) || '19' || substr(t, 7))") }}
        else t
    end)[1]
{%- endmacro %}

{#- The birth date and the sex that a valid number states. -#}
{% macro citizen_id_birth_date(expression) -%}
    {{ return(adapter.dispatch('citizen_id_birth_date', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__citizen_id_birth_date(expression) -%}
    cast(try_strptime(substr({{ expression }}, 7, 8), '%Y%m%d') as date)
{%- endmacro %}

{% macro citizen_id_sex(expression) -%}
    {{ return(adapter.dispatch('citizen_id_sex', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__citizen_id_sex(expression) -%}
    case try_cast(substr({{ expression }}, 17, 1) as integer) % 2 when 1 then 'male' when 0 then 'female' end
{%- endmacro %}
