{#- The periods [valid_from, valid_to) of one key share no day; an open period is the last of its key. -#}
{% test periods_do_not_overlap(model, key) %}
with followed as (
    select
        {{ key }},
        valid_from,
        valid_to,
        lead(valid_from) over (partition by {{ key }} order by valid_from) as next_from
    from {{ model }}
)

select *
from followed
where next_from is not null and (valid_to is null or valid_to > next_from)
{% endtest %}
