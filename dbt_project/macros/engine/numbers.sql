{#- Statistics. Both engines know median, min_by, max_by, bool_or, count(*) filter (…). -#}

{#- An aggregate: the value below which a share of the values lies, between two values in proportion. -#}
{% macro quantile(value, share) -%}
    {{ return(adapter.dispatch('quantile', 'duowang')(value, share)) }}
{%- endmacro %}

{% macro default__quantile(value, share) -%}
    quantile_cont({{ value }}, {{ share }})
{%- endmacro %}

{% macro spark__quantile(value, share) -%}
    percentile({{ value }}, {{ share }})
{%- endmacro %}

{#- How often the second number goes into the first, rounded down. -#}
{% macro whole_times(number, part) -%}
    {{ return(adapter.dispatch('whole_times', 'duowang')(number, part)) }}
{%- endmacro %}

{% macro default__whole_times(number, part) -%}
    ({{ number }}) // ({{ part }})
{%- endmacro %}

{% macro spark__whole_times(number, part) -%}
    ({{ number }}) div ({{ part }})
{%- endmacro %}

{#- An aggregate: a value of a group whose values are all the same, or null. -#}
{% macro the_value(value) -%}
    {{ return(adapter.dispatch('the_value', 'duowang')(value)) }}
{%- endmacro %}

{% macro default__the_value(value) -%}
    any_value({{ value }})
{%- endmacro %}

{% macro spark__the_value(value) -%}
    any_value({{ value }}, true)
{%- endmacro %}

{#- An aggregate: the value found most often, of several the least. -#}
{% macro commonest(value) -%}
    {{ return(adapter.dispatch('commonest', 'duowang')(value)) }}
{%- endmacro %}

{% macro default__commonest(value) -%}
    mode({{ value }} order by {{ value }})
{%- endmacro %}

{% macro spark__commonest(value) -%}
    mode({{ value }}, true)
{%- endmacro %}

{#- A window function: the first value that is not null. -#}
{% macro first_known(value) -%}
    {{ return(adapter.dispatch('first_known', 'duowang')(value)) }}
{%- endmacro %}

{% macro default__first_known(value) -%}
    first_value({{ value }} ignore nulls)
{%- endmacro %}

{% macro spark__first_known(value) -%}
    first_value({{ value }}, true)
{%- endmacro %}

{#- A floating point number with so many decimals. Halves are told by the product in binary, as DuckDB does:
    rounding the decimal text of a number, as Spark does, makes another last digit now and then. -#}
{% macro rounded(number, decimals) -%}
    {{ return(adapter.dispatch('rounded', 'duowang')(number, decimals)) }}
{%- endmacro %}

{% macro default__rounded(number, decimals) -%}
    round({{ number }}, {{ decimals }})
{%- endmacro %}

{% macro spark__rounded(number, decimals) -%}
    (round(({{ number }}) * 1e{{ decimals }}d) / 1e{{ decimals }}d)
{%- endmacro %}
