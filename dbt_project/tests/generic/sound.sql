{#-
    What a table promises of its columns, proven by one query: `filled` columns are never null; in `unique` each
    entry names one row, a column alone (nulls aside) or several together (nulls count as a value); a column of
    `accepted` holds no other value than the listed ones or null. One node for a table instead of one for a
    column, as each costs dbt more than its query costs the engine. Each row of the answer names the columns,
    the broken rule and how many rows (of `unique`: how many keys) break it.
-#}
{% test sound(model, filled=[], unique=[], accepted={}) %}
{%- set counts = [] -%}
{%- set repeated = [] -%}
{%- set rules = [] -%}
{%- for column in filled -%}
    {%- do counts.append('count(*) - count(' ~ column ~ ')') -%}
    {%- do rules.append((column, 'filled', 'count_' ~ loop.index)) -%}
{%- endfor -%}
{%- for column, values in accepted.items() -%}
    {%- do counts.append("count(case when " ~ column ~ " not in ('" ~ values | join("', '") ~ "') then 1 end)") -%}
    {%- do rules.append((column, 'accepted', 'count_' ~ counts | length)) -%}
{%- endfor -%}
{%- for key in unique -%}
    {%- set columns = [key] if key is string else key -%}
    {%- set name = 'repeated_' ~ loop.index -%}
    {%- do repeated.append((name, columns, key is string)) -%}
    {%- do rules.append((columns | join(', '), 'unique', name ~ '.keys')) -%}
{%- endfor -%}
with
{%- if counts %}
counted as (
    select
        {%- for count in counts %}
        {{ count }} as count_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ model }}
){{ ',' if repeated }}
{%- endif %}
{%- for name, columns, is_alone in repeated %}
{{ name }} as (
    select count(*) as keys
    from (
        select {{ columns | join(', ') }}
        from {{ model }}
        {%- if is_alone %}
        where {{ columns[0] }} is not null
        {%- endif %}
        group by {{ columns | join(', ') }}
        having count(*) > 1
    ) as key
){{ ',' if not loop.last }}
{%- endfor %}

select
    broken.column_names,
    broken.rule_name,
    broken.broken_by
from (
    select
        promise.column_names,
        promise.rule_name,
        case promise.number
            {%- for _, _, count in rules %}
            when {{ loop.index }} then {{ count }}
            {%- endfor %}
        end as broken_by
    from (
        values
        {%- for columns, rule, _ in rules %}
        ({{ loop.index }}, '{{ columns }}', '{{ rule }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as promise (number, column_names, rule_name)
    {%- if counts %}
    cross join counted
    {%- endif %}
    {%- for name, _, _ in repeated %}
    cross join {{ name }}
    {%- endfor %}
) as broken
where broken.broken_by > 0
{% endtest %}
