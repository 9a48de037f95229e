{#- Disclosure control of counts of residents. -#}

{#- Whether a count of residents must be hidden: it is below `floor` (nobody included), or it is needed to keep
    another hidden one from being computed as "total minus the rest" of its `partition_by` group. Of a group
    with a small cell the smallest are hidden until at least two are, holding together `floor` residents or
    more. Cells of nobody protect nothing, so they neither ask for a second cell nor count as one.
    `tie_breaker` makes the choice the same in every build. -#}
{% macro is_small_cell(residents, partition_by, tie_breaker, floor=5) -%}
    {%- set group = 'partition by ' ~ partition_by -%}
    {%- set ordered = group ~ ' order by ' ~ residents ~ ', ' ~ tie_breaker -%}
    (
        {{ residents }} < {{ floor }}
        or (
            coalesce(min(nullif({{ residents }}, 0)) over ({{ group }}) < {{ floor }}, false)
            and (
                count(nullif({{ residents }}, 0)) over (
                    {{ ordered }} rows between unbounded preceding and current row
                ) <= 2
                or coalesce(sum({{ residents }}) over (
                    {{ ordered }} rows between unbounded preceding and 1 preceding
                ), 0) < {{ floor }}
            )
        )
    )
{%- endmacro %}
