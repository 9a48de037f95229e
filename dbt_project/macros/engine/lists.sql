{#- Lists. Both engines know array_contains, array_distinct, array_sort, array_agg and || for lists; what they
    spell differently stands here. Every macro takes and gives SQL expressions. -#}

{#- A list of the given items. -#}
{% macro list_of(items) -%}
    {{ return(adapter.dispatch('list_of', 'duowang')(items)) }}
{%- endmacro %}

{% macro default__list_of(items) -%}
    [{{ items | join(', ') }}]
{%- endmacro %}

{% macro spark__list_of(items) -%}
    array({{ items | join(', ') }})
{%- endmacro %}

{#- A list of texts without any item. -#}
{% macro no_texts() -%}
    {{ return(adapter.dispatch('no_texts', 'duowang')()) }}
{%- endmacro %}

{% macro default__no_texts() -%}
    []
{%- endmacro %}

{% macro spark__no_texts() -%}
    cast(array() as array<string>)
{%- endmacro %}

{#- What `body` makes of each item of a list, called `name` in it. -#}
{% macro each(list, name, body) -%}
    {{ return(adapter.dispatch('each', 'duowang')(list, name, body)) }}
{%- endmacro %}

{% macro default__each(list, name, body) -%}
    list_transform({{ list }}, lambda {{ name }}: {{ body }})
{%- endmacro %}

{% macro spark__each(list, name, body) -%}
    transform({{ list }}, {{ name }} -> {{ body }})
{%- endmacro %}

{#- The items of a list for which a condition holds. -#}
{% macro only(list, name, condition) -%}
    {{ return(adapter.dispatch('only', 'duowang')(list, name, condition)) }}
{%- endmacro %}

{% macro default__only(list, name, condition) -%}
    list_filter({{ list }}, lambda {{ name }}: {{ condition }})
{%- endmacro %}

{% macro spark__only(list, name, condition) -%}
    filter({{ list }}, {{ name }} -> {{ condition }})
{%- endmacro %}

{#- What `body` makes of a value called `name` in it, which is computed once. -#}
{% macro with_value(value, name, body) -%}
    {{ duowang.item(duowang.each(duowang.list_of([value]), name, body), 1) }}
{%- endmacro %}

{#- An item by its place, from 1; null when there is none. -#}
{% macro item(list, place) -%}
    {{ return(adapter.dispatch('item', 'duowang')(list, place)) }}
{%- endmacro %}

{% macro default__item(list, place) -%}
    {{ list }}[{{ place }}]
{%- endmacro %}

{% macro spark__item(list, place) -%}
    get({{ list }}, {{ place }} - 1)
{%- endmacro %}

{#- How many items a list has; null without a list. -#}
{% macro list_size(list) -%}
    {{ return(adapter.dispatch('list_size', 'duowang')(list)) }}
{%- endmacro %}

{% macro default__list_size(list) -%}
    len({{ list }})
{%- endmacro %}

{% macro spark__list_size(list) -%}
    array_size({{ list }})
{%- endmacro %}

{#- Whether two lists share an item. -#}
{% macro lists_meet(one, other) -%}
    {{ return(adapter.dispatch('lists_meet', 'duowang')(one, other)) }}
{%- endmacro %}

{% macro default__lists_meet(one, other) -%}
    list_has_any({{ one }}, {{ other }})
{%- endmacro %}

{% macro spark__lists_meet(one, other) -%}
    arrays_overlap({{ one }}, {{ other }})
{%- endmacro %}

{#- The texts of a list with a separator between them. -#}
{% macro list_text(list, separator) -%}
    {{ return(adapter.dispatch('list_text', 'duowang')(list, separator)) }}
{%- endmacro %}

{% macro default__list_text(list, separator) -%}
    array_to_string({{ list }}, {{ separator }})
{%- endmacro %}

{% macro spark__list_text(list, separator) -%}
    array_join({{ list }}, {{ separator }})
{%- endmacro %}

{#- An aggregate: the values that are not null with a separator between them, in an order. -#}
{% macro joined_text(value, separator, ordering) -%}
    {{ return(adapter.dispatch('joined_text', 'duowang')(value, separator, ordering)) }}
{%- endmacro %}

{% macro default__joined_text(value, separator, ordering) -%}
    string_agg({{ value }}, {{ separator }} order by {{ ordering }})
{%- endmacro %}

{% macro spark__joined_text(value, separator, ordering) -%}
    listagg({{ value }}, {{ separator }}) within group (order by {{ ordering }})
{%- endmacro %}

{#- In a select list: a row for each item. -#}
{% macro a_row_each(list) -%}
    {{ return(adapter.dispatch('a_row_each', 'duowang')(list)) }}
{%- endmacro %}

{% macro default__a_row_each(list) -%}
    unnest({{ list }})
{%- endmacro %}

{% macro spark__a_row_each(list) -%}
    explode({{ list }})
{%- endmacro %}

{#- In a from clause, with an alias and a column behind it (`as items (item)`): a row for each item of a list that
    a relation before it has. -#}
{% macro rows_of(list) -%}
    {{ return(adapter.dispatch('rows_of', 'duowang')(list)) }}
{%- endmacro %}

{% macro default__rows_of(list) -%}
    unnest({{ list }})
{%- endmacro %}

{% macro spark__rows_of(list) -%}
    lateral explode({{ list }})
{%- endmacro %}

{#- The whole numbers from the first to the last one, both included; none when the last lies before the first. -#}
{% macro numbers(first, last) -%}
    {{ return(adapter.dispatch('numbers', 'duowang')(first, last)) }}
{%- endmacro %}

{% macro default__numbers(first, last) -%}
    range({{ first }}, {{ last }} + 1)
{%- endmacro %}

{% macro spark__numbers(first, last) -%}
    case when {{ last }} >= {{ first }} then sequence({{ first }}, {{ last }}) else cast(array() as array<int>) end
{%- endmacro %}

{#- The days from the first to the last one as a list, both included. -#}
{% macro days(first, last) -%}
    {{ return(adapter.dispatch('days', 'duowang')(first, last)) }}
{%- endmacro %}

{% macro default__days(first, last) -%}
    generate_series({{ first }}, {{ last }}, interval 1 day)
{%- endmacro %}

{% macro spark__days(first, last) -%}
    sequence({{ first }}, {{ last }}, interval 1 day)
{%- endmacro %}

{#- An aggregate: a map of a key and a value of each row; keys are unique. -#}
{% macro map_of_rows(key, value) -%}
    {{ return(adapter.dispatch('map_of_rows', 'duowang')(key, value)) }}
{%- endmacro %}

{% macro default__map_of_rows(key, value) -%}
    map(
        list({{ key }} order by {{ key }}),
        list({{ value }} order by {{ key }})
    )
{%- endmacro %}

{% macro spark__map_of_rows(key, value) -%}
    map_from_entries(array_sort(array_agg(struct({{ key }}, {{ value }}))))
{%- endmacro %}
