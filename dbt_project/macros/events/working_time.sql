{#- Working hours: 08 to 12 and 14 to 18 on working days, eight a day, local time. -#}

{#- Hours worked on its own day before an instant, 0 to 8, were it a working day. -#}
{% macro hours_into_working_day(instant) -%}
    {{ return(adapter.dispatch('hours_into_working_day', 'duowang')(instant)) }}
{%- endmacro %}

{% macro default__hours_into_working_day(instant) -%}
    {%- set clock -%}
        (epoch({{ instant }} at time zone 'Asia/Shanghai') - epoch({{ duowang.local_date(instant) }})) / 3600.0
    {%- endset -%}
    (least(greatest({{ clock }} - 8, 0), 4) + least(greatest({{ clock }} - 14, 0), 4))
{%- endmacro %}

{#- The instant at which so many hours (over 0, at most 8) of a working day are worked. -#}
{% macro working_instant(date_day, hours) -%}
    {{ return(adapter.dispatch('working_instant', 'duowang')(date_day, hours)) }}
{%- endmacro %}

{% macro default__working_instant(date_day, hours) -%}
    (
        cast({{ date_day }} as timestamp)
        + to_seconds(cast(round(3600 * (case when {{ hours }} <= 4 then 8 else 10 end + {{ hours }})) as bigint))
    ) at time zone 'Asia/Shanghai'
{%- endmacro %}
