select
    reports.network,
    reports.stream,
    reports.source_record_id,
    cited.cited_report_key is not null as is_found
from {{ ref('int_event_references') }} as cited
inner join {{ ref('int_accuracy_reports') }} as reports
    on cited.report_key = reports.report_key
