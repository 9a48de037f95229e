{#- Count, for each network and stream of a relation, the records that a rule applies to and those that keep it.
    `rules` is a list of (rule, applies, ok), the last two SQL conditions; an unknown condition is not kept.
    `day` names a date column to count by as well, given back as `day`. -#}
{% macro accuracy_of(relation, rules, day=none) -%}
    {%- for rule, applies, ok in rules %}
    select
        network,
        stream,
        '{{ rule }}' as rule,
        {% if day %}{{ day }} as day,{% endif %}
        count(*) filter (where {{ applies }}) as records,
        count(*) filter (where ({{ applies }}) and ({{ ok }})) as records_ok
    from {{ relation }}
    {% if day %}where {{ day }} is not null{% endif %}
    group by network, stream{% if day %}, {{ day }}{% endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{#- List the records that a rule applies to and that do not keep it: what accuracy_of counts as wrong. -#}
{% macro accuracy_failures_of(relation, rules) -%}
    {%- for rule, applies, ok in rules %}
    select
        network,
        stream,
        source_record_id,
        '{{ rule }}' as rule
    from {{ relation }}
    where ({{ applies }}) and not coalesce({{ ok }}, false)
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{#- Whether a telephone number is possible: a mainland mobile, or a fixed line with or without its area code. -#}
{% macro is_plausible_phone(expression) -%}
    {{ return(adapter.dispatch('is_plausible_phone', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__is_plausible_phone(expression) -%}
    {{ duowang.matches(
        duowang.replace_all(expression, "'[-()\\s]'", "''"), "'^((\\+?86)?1[3-9]\\d{9}|(0\\d{2,3})?[2-8]\\d{6,7})$'"
    ) }}
{%- endmacro %}

{#- Whether a text has a character that an encoding lost. -#}
{% macro has_lost_character(expression) -%}
    {{ return(adapter.dispatch('has_lost_character', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__has_lost_character(expression) -%}
    {{ duowang.matches(expression, "'[?？□�]'") }}
{%- endmacro %}

{#- Whether the known ones of these instants come in this order; with fewer than two known there is nothing to judge. -#}
{% macro in_order(instants) -%}
    {{ return(adapter.dispatch('in_order', 'duowang')(instants)) }}
{%- endmacro %}

{% macro default__in_order(instants) -%}
    {%- set known = duowang.only(duowang.list_of(instants), 'moment', 'moment is not null') -%}
    array_sort({{ known }}) = {{ known }}
{%- endmacro %}

{#- The times of a landed version of a report as a list: `stream` names their columns and the macro that reads
    them. A case is accepted when it is filed, where nothing else is said. -#}
{% macro report_times(stream) -%}
    {%- set parsed = [] -%}
    {%- for time in stream.times -%}
        {%- if time == 'acceptance' -%}
            {%- set accepted = stream.parse(duowang.quoted('acceptTime', 'versions')) -%}
            {%- set filed = stream.parse(duowang.quoted('fileTime', 'versions')) -%}
            {%- do parsed.append('coalesce(' ~ accepted ~ ', ' ~ filed ~ ')') -%}
        {%- else -%}
            {%- do parsed.append(stream.parse(duowang.quoted(time, 'versions'))) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(duowang.list_of(parsed)) }}
{%- endmacro %}
