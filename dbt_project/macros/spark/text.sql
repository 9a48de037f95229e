{#- Cleaning of text on Spark, where it is not spelt as on DuckDB. -#}

{#- A number with a fraction is rounded, as DuckDB does. -#}
{% macro spark__clean_integer(expression) -%}
    try_cast(round(try_cast({{ duowang.clean_code(expression) }} as decimal(38, 9))) as integer)
{%- endmacro %}

{% macro spark__split_codes(expression) -%}
    filter(
        transform(
            split(coalesce(regexp_replace({{ duowang.clean_text(expression) }}, '^\[|\]$|"', ''), ''), '[,;、|]'),
            code -> upper(replace(code, ' ', ''))
        ),
        code -> code != ''
    )
{%- endmacro %}

{% macro spark__other_names(names, name) -%}
    array_sort(array_distinct(filter({{ names }}, other -> other != coalesce({{ name }}, ''))))
{%- endmacro %}

{% macro spark__json_field(expression, field) -%}
    get_json_object({{ expression }}, '$.{{ field }}')
{%- endmacro %}
