{#- Dates are local (Asia/Shanghai); instants are TIMESTAMPTZ. What cannot be a time is null. -#}

{#- The local date of an instant. -#}
{% macro local_date(instant) -%}
    {{ return(adapter.dispatch('local_date', 'duowang')(instant)) }}
{%- endmacro %}

{% macro default__local_date(instant) -%}
    cast(({{ instant }}) at time zone 'Asia/Shanghai' as date)
{%- endmacro %}

{#- A date in any of the forms seen: 19600101, 1960-1-1, 1960/01/01, 1960.1.1, 1960年1月1日, each with or
    without a time behind it, epoch milliseconds, or a spreadsheet serial number (21916 is 1960-01-01).
    Four digits that may be a year alone are no serial number. Years outside 1850..2200 are null, and
    so is the "no end" of 9999-12-31. -#}
{% macro parse_date_loose(expression) -%}
    {{ return(adapter.dispatch('parse_date_loose', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__parse_date_loose(expression) -%}
    list_filter(list_transform([{{ duowang.clean_compact(expression) }}], lambda t: case
        when regexp_matches(t, '^\d{8}(\d{6})?$')
            then cast(try_strptime(left(t, 8), '%Y%m%d') as date)
        when regexp_matches(t, '^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}')
            then try_cast(regexp_replace(
                t, '^(\d{4})[-/.年](\d{1,2})[-/.月](0?[1-9]|[12]\d|3[01]|\d{1,2})([日T].*|\d{1,2}:.*)?$', '\1-\2-\3'
            ) as date)
        when regexp_matches(t, '^\d{4,5}(\.\d+)?$') and try_cast(t as double) not between 1850 and 2200
            then date '1899-12-30' + cast(floor(try_cast(t as double)) as integer)
        when regexp_matches(t, '^[1-9]\d{11,12}$')
            then {{ duowang.local_date("epoch_ms(try_cast(t as bigint)) at time zone 'UTC'") }}
    end), lambda t: year(t) between 1850 and 2200)[1]
{%- endmacro %}

{#- An instant from text. With an offset or Z it is taken as written; without, as local time.
    Forms: yyyy-MM-dd HH:mm[:ss], / or . or 年月日 as separators, T or blank, yyyyMMddHHmmss, a date alone
    (its midnight), epoch milliseconds, a spreadsheet serial number with its fraction of a day. -#}
{% macro parse_local_timestamp(expression) -%}
    {{ return(adapter.dispatch('parse_local_timestamp', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__parse_local_timestamp(expression) -%}
    {%- set plain -%}
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            t, '^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?[T ]?', '\1-\2-\3 '),
            ' ?[时点] ?', ':'), ' ?分 ?(\d)', ':\1'), '[: ]?[分秒]?$', '')
    {%- endset -%}
    list_filter(list_transform([{{ duowang.clean_text(expression) }}], lambda t: case
        when regexp_matches(t, '^\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{2}.*([zZ]|[+-]\d{2}:?\d{2})$')
            then try_cast(regexp_replace(t, '([+-]\d{2})(\d{2})$', '\1:\2') as timestamptz)
        when regexp_matches(t, '^\d{14}$')
            then try_strptime(t, '%Y%m%d%H%M%S') at time zone 'Asia/Shanghai'
        when regexp_matches(t, '^\d{8}$')
            then try_strptime(t, '%Y%m%d') at time zone 'Asia/Shanghai'
        when regexp_matches(t, '^[1-9]\d{11,12}$')
            then epoch_ms(try_cast(t as bigint)) at time zone 'UTC'
        when regexp_matches(t, '^\d{5}(\.\d+)?$')
            then (
                timestamp '1899-12-30 00:00:00' + to_seconds(cast(round(try_cast(t as double) * 86400) as bigint))
            ) at time zone 'Asia/Shanghai'
        else try_strptime({{ plain }}, [
            '%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M:%S.%f', '%Y-%m-%d %H:%M', '%Y-%m-%d %H', '%Y-%m-%d'
        ]) at time zone 'Asia/Shanghai'
    end), lambda t: year(t) between 1850 and 2200)[1]
{%- endmacro %}

{#- An instant from epoch milliseconds, a number or its text. 0, blank and what is no number mean unknown. -#}
{% macro epoch_millis(expression) -%}
    {{ return(adapter.dispatch('epoch_millis', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__epoch_millis(expression) -%}
    list_transform(
        list_filter(
            list_transform(
                [{{ duowang.clean_code(expression) }}],
                lambda t: case when regexp_matches(t, '^\d+(\.\d*)?(E[+]?\d+)?$') then try_cast(t as bigint) end
            ),
            lambda ms: ms between 1 and 7258118400000
        ),
        lambda ms: make_timestamptz(ms * 1000)
    )[1]
{%- endmacro %}

{#- A birth date that somebody alive when the record was seen can have; anything else is unknown. -#}
{% macro possible_birth_date(day, seen_at) -%}
    {{ return(adapter.dispatch('possible_birth_date', 'duowang')(day, seen_at)) }}
{%- endmacro %}

{% macro default__possible_birth_date(day, seen_at) -%}
    list_filter(
        [{{ day }}], lambda born: born between date '1900-01-01' and {{ duowang.local_date(seen_at) }}
    )[1]
{%- endmacro %}
