{#- Dates and instants. Instants are TIMESTAMPTZ in DuckDB and TIMESTAMP in Spark, whose session is in UTC. -#}

{#- The type of an instant. -#}
{% macro type_instant() -%}
    {{ return(adapter.dispatch('type_instant', 'duowang')()) }}
{%- endmacro %}

{% macro default__type_instant() -%}
    timestamptz
{%- endmacro %}

{% macro spark__type_instant() -%}
    timestamp
{%- endmacro %}

{#- Seconds from 1970 to an instant, as a double. -#}
{% macro epoch_seconds(instant) -%}
    {{ return(adapter.dispatch('epoch_seconds', 'duowang')(instant)) }}
{%- endmacro %}

{% macro default__epoch_seconds(instant) -%}
    epoch({{ instant }})
{%- endmacro %}

{% macro spark__epoch_seconds(instant) -%}
    (unix_micros({{ instant }}) / 1e6)
{%- endmacro %}

{#- Days from one date to a later one. -#}
{% macro days_between(earlier, later) -%}
    {{ return(adapter.dispatch('days_between', 'duowang')(earlier, later)) }}
{%- endmacro %}

{% macro default__days_between(earlier, later) -%}
    date_diff('day', {{ earlier }}, {{ later }})
{%- endmacro %}

{% macro spark__days_between(earlier, later) -%}
    cast(datediff({{ later }}, {{ earlier }}) as bigint)
{%- endmacro %}

{#- The day of the week from 1 (Monday) to 7. -#}
{% macro day_of_week(day) -%}
    {{ return(adapter.dispatch('day_of_week', 'duowang')(day)) }}
{%- endmacro %}

{% macro default__day_of_week(day) -%}
    isodow({{ day }})
{%- endmacro %}

{% macro spark__day_of_week(day) -%}
    (weekday({{ day }}) + 1)
{%- endmacro %}

{#- A date as eight digits. -#}
{% macro compact_date(day) -%}
    {{ return(adapter.dispatch('compact_date', 'duowang')(day)) }}
{%- endmacro %}

{% macro default__compact_date(day) -%}
    strftime({{ day }}, '%Y%m%d')
{%- endmacro %}

{% macro spark__compact_date(day) -%}
    date_format({{ day }}, 'yyyyMMdd')
{%- endmacro %}
