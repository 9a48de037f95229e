{%- set versions = [
    (ref('int_accuracy_person_versions'), person_rules()),
    (ref('int_accuracy_report_versions'), report_time_rules()),
] -%}

-- Each version adds to the counts on the day it begins to hold and takes away on the day it ends.
with begun as (
    {% for relation, rules in versions %}
    {{ accuracy_of(relation, rules, day='valid_from') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

ended as (
    {% for relation, rules in versions %}
    {{ accuracy_of(relation, rules, day='valid_to') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

changes as (
    select
        network,
        stream,
        rule,
        day,
        records,
        records_ok
    from begun
    union all
    select
        network,
        stream,
        rule,
        day,
        -records as records,
        -records_ok as records_ok
    from ended
)

select
    days.day as as_of,
    days.network,
    days.stream,
    changes.rule,
    cast(sum(changes.records) as bigint) as records,
    cast(sum(changes.records_ok) as bigint) as records_ok
from {{ ref('accuracy_days') }} as days
inner join changes
    on days.network = changes.network and days.stream = changes.stream and days.day >= changes.day
group by days.day, days.network, days.stream, changes.rule
