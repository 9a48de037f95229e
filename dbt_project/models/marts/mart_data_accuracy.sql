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
)

select
    moment.as_of_date as as_of,
    counts.network,
    counts.stream,
    counts.rule,
    rules.name_zh as rule_zh,
    rules.name_en as rule_en,
    counts.records,
    counts.records_ok,
    {{ rate('counts.records_ok', 'counts.records') }} as accuracy
from accuracy_counts as counts
inner join {{ ref('accuracy_rules') }} as rules
    on counts.rule = rules.rule
cross join {{ ref('int_as_of') }} as moment
where counts.records > 0
