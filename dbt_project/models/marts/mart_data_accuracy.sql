with accuracy_counts as (
    select
        network,
        stream,
        rule,
        records,
        records_ok
    from {{ ref('accuracy_counts__records') }}
    union all
    select
        network,
        stream,
        rule,
        records,
        records_ok
    from {{ ref('accuracy_counts__persons') }}
    union all
    select
        network,
        stream,
        rule,
        records,
        records_ok
    from {{ ref('accuracy_counts__events') }}
),

-- The present figures stand in full; what went before is measured on the versions that the landing holds.
accuracy_over_time as (
    select
        moment.as_of_date as as_of,
        counts.network,
        counts.stream,
        counts.rule,
        counts.records,
        counts.records_ok
    from accuracy_counts as counts
    cross join {{ ref('int_as_of') }} as moment
    union all
    select
        as_of,
        network,
        stream,
        rule,
        records,
        records_ok
    from {{ ref('accuracy_history') }}
),

measured as (
    select
        *,
        {{ rate('records_ok', 'records') }} as accuracy
    from accuracy_over_time
    where records > 0
)

select
    measured.as_of,
    measured.network,
    measured.stream,
    measured.rule,
    rules.name_zh as rule_zh,
    rules.name_en as rule_en,
    measured.records,
    measured.records_ok,
    measured.accuracy,
    measured.accuracy - lag(measured.accuracy) over (
        partition by measured.network, measured.stream, measured.rule order by measured.as_of
    ) as accuracy_gain
from measured
inner join {{ ref('accuracy_rules') }} as rules
    on measured.rule = rules.rule
