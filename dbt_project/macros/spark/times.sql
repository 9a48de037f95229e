{#- Dates and instants on Spark. Its session is in UTC, so a local time is an instant shifted by the zone. -#}

{% macro spark__local_date(instant) -%}
    cast(from_utc_timestamp({{ instant }}, 'Asia/Shanghai') as date)
{%- endmacro %}

{#- The instant of a local time that is written as Spark's casts read it. -#}
{% macro spark_local_instant(text) -%}
    to_utc_timestamp(try_cast({{ text }} as timestamp), 'Asia/Shanghai')
{%- endmacro %}

{% macro spark__parse_date_loose(expression) -%}
    {%- set parsed -%}
        case
            when regexp_like(t, '^\d{8}(\d{6})?$')
                then try_cast(regexp_replace(left(t, 8), '^(\d{4})(\d{2})(\d{2})$', '$1-$2-$3') as date)
            when regexp_like(t, '^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}')
                then try_cast(nullif(regexp_replace(
                    regexp_extract(
                        t, '^\d{4}[-/.年]\d{1,2}[-/.月](?:0?[1-9]|[12]\d|3[01]|\d{1,2})(?:[日T].*|\d{1,2}:.*)?$', 0
                    ),
                    '^(\d{4})[-/.年](\d{1,2})[-/.月](0?[1-9]|[12]\d|3[01]|\d{1,2})([日T].*|\d{1,2}:.*)?$', '$1-$2-$3'
                ), '') as date)
            when regexp_like(t, '^\d{4,5}(\.\d+)?$') and try_cast(t as double) not between 1850 and 2200
                then date_add(date '1899-12-30', cast(floor(try_cast(t as double)) as integer))
            when regexp_like(t, '^[1-9]\d{11,12}$')
                then {{ duowang.local_date('timestamp_millis(try_cast(t as bigint))') }}
        end
    {%- endset -%}
    get(filter(
        transform(array({{ duowang.clean_compact(expression) }}), t -> {{ parsed }}), t -> year(t) between 1850 and 2200
    ), 0)
{%- endmacro %}

{% macro spark__parse_local_timestamp(expression) -%}
    {%- set plain -%}
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            t, '^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?[T ]?', '$1-$2-$3 '),
            ' ?[时点] ?', ':'), ' ?分 ?(\d)', ':$1'), '[: ]?[分秒]?$', '')
    {%- endset -%}
    {%- set form = "'^\\d{4}-\\d{1,2}-\\d{1,2}(?: \\d{1,2}(?::\\d{1,2}(?::\\d{1,2}(?:\\.\\d{1,9})?)?)?)?$'" -%}
    {%- set written -%}
        regexp_replace(
            regexp_replace(regexp_extract({{ plain }}, {{ form }}, 0), '^([^ ]+ \d{1,2})$', '$1:00'),
            '^([^ ]+ \d{1,2}:\d{1,2})$', '$1:00'
        )
    {%- endset -%}
    {%- set digits = "regexp_replace(t, '^(\\d{4})(\\d{2})(\\d{2})(\\d{2})(\\d{2})(\\d{2})$', '$1-$2-$3 $4:$5:$6')" -%}
    {%- set parsed -%}
        case
            when regexp_like(t, '^\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{2}.*([zZ]|[+-]\d{2}:?\d{2})$')
                then try_cast(upper(regexp_replace(t, '([+-]\d{2})(\d{2})$', '$1:$2')) as timestamp)
            when regexp_like(t, '^\d{14}$')
                then {{ duowang.spark_local_instant(digits) }}
            when regexp_like(t, '^\d{8}$')
                then {{ duowang.spark_local_instant("regexp_replace(t, '^(\\d{4})(\\d{2})(\\d{2})$', '$1-$2-$3')") }}
            when regexp_like(t, '^[1-9]\d{11,12}$')
                then timestamp_millis(try_cast(t as bigint))
            when regexp_like(t, '^\d{5}(\.\d+)?$')
                then to_utc_timestamp(timestamp_seconds(
                    unix_seconds(timestamp '1899-12-30 00:00:00')
                    + cast(round(try_cast(t as double) * 86400) as bigint)
                ), 'Asia/Shanghai')
            else {{ duowang.spark_local_instant(written) }}
        end
    {%- endset -%}
    get(filter(
        transform(array({{ duowang.clean_text(expression) }}), t -> {{ parsed }}), t -> year(t) between 1850 and 2200
    ), 0)
{%- endmacro %}

{% macro spark__epoch_millis(expression) -%}
    {%- set number -%}
        case
            when regexp_like(t, '^\d+(\.\d*)?(E[+]?\d+)?$')
                then try_cast(round(try_cast(t as decimal(38, 6))) as bigint)
        end
    {%- endset -%}
    get(transform(
        filter(
            transform(array({{ duowang.clean_code(expression) }}), t -> {{ number }}),
            ms -> ms between 1 and 7258118400000
        ),
        ms -> timestamp_millis(ms)
    ), 0)
{%- endmacro %}

{% macro spark__possible_birth_date(day, seen_at) -%}
    get(filter(
        array({{ day }}), born -> born between date '1900-01-01' and {{ duowang.local_date(seen_at) }}
    ), 0)
{%- endmacro %}

{% macro spark__hours_between(earlier, later) -%}
    case
        when {{ later }} >= {{ earlier }}
            then ({{ duowang.epoch_seconds(later) }} - {{ duowang.epoch_seconds(earlier) }}) / 3600
    end
{%- endmacro %}

{% macro spark__hours_into_working_day(instant) -%}
    {%- set local = "from_utc_timestamp(" ~ instant ~ ", 'Asia/Shanghai')" -%}
    {%- set clock -%}
        (unix_micros({{ local }}) - unix_micros(cast(cast({{ local }} as date) as timestamp))) / 3600e6
    {%- endset -%}
    (least(greatest({{ clock }} - 8, 0), 4) + least(greatest({{ clock }} - 14, 0), 4))
{%- endmacro %}

{% macro spark__working_instant(date_day, hours) -%}
    to_utc_timestamp(timestamp_seconds(
        unix_seconds(cast({{ date_day }} as timestamp))
        + cast(round(3600 * (case when {{ hours }} <= 4 then 8 else 10 end + {{ hours }})) as bigint)
    ), 'Asia/Shanghai')
{%- endmacro %}

{% macro spark__minutes_between(earlier, later) -%}
    cast((unix_micros({{ later }}) - unix_micros({{ earlier }})) div 60000000 as bigint)
{%- endmacro %}
