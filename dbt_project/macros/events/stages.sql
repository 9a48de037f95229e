{#- The stages of a matter, in their order. -#}

{#- The order of a stage; void is 0, what is no stage is null. -#}
{% macro stage_rank(stage) -%}
    case {{ stage }}
        when 'void' then 0
        when 'reported' then 1
        when 'accepted' then 2
        when 'dispatched' then 3
        when 'handled' then 4
        when 'closed' then 5
        when 'revisited' then 6
    end
{%- endmacro %}

{#- The stage of an order, the reverse of stage_rank. -#}
{% macro stage_of_rank(rank) -%}
    case {{ rank }}
        when 0 then 'void'
        when 1 then 'reported'
        when 2 then 'accepted'
        when 3 then 'dispatched'
        when 4 then 'handled'
        when 5 then 'closed'
        when 6 then 'revisited'
    end
{%- endmacro %}

{#- The furthest stage that a record's own times prove, for a record whose status code says nothing. -#}
{% macro stage_from_times(prefix='') -%}
    case
        when {{ prefix }}revisited_at is not null then 'revisited'
        when {{ prefix }}closed_at is not null then 'closed'
        when {{ prefix }}handled_at is not null then 'handled'
        when {{ prefix }}dispatched_at is not null then 'dispatched'
        when {{ prefix }}accepted_at is not null then 'accepted'
        else 'reported'
    end
{%- endmacro %}

{#- An aggregate: the first instant of a stage that follows the beginning. One before it comes from a clock that is
    behind, or was dated back: it counts only when there is no other. -#}
{% macro first_after(beginning, instant, condition) -%}
    coalesce(
            min({{ instant }}) filter (where {{ condition }} and {{ instant }} >= {{ beginning }}),
            min({{ instant }}) filter (where {{ condition }})
        )
{%- endmacro %}

{#- Hours from one instant to another; null when either is unknown or the second lies before the first. -#}
{% macro hours_between(earlier, later) -%}
    {{ return(adapter.dispatch('hours_between', 'duowang')(earlier, later)) }}
{%- endmacro %}

{% macro default__hours_between(earlier, later) -%}
    case when {{ later }} >= {{ earlier }} then (epoch({{ later }}) - epoch({{ earlier }})) / 3600.0 end
{%- endmacro %}
