with failures as (
    {{ accuracy_failures_of(ref('int_accuracy_records'), record_rules()) }}
    union all
    {{ accuracy_failures_of(ref('int_accuracy_persons'), person_rules()) }}
    union all
    {{ accuracy_failures_of(ref('int_accuracy_reports'), report_rules()) }}
    union all
    {{ accuracy_failures_of(ref('int_accuracy_citations'), citation_rules()) }}
)

select distinct
    network,
    stream,
    source_record_id,
    rule
from failures
