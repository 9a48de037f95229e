{{ accuracy_of(ref('int_accuracy_reports'), report_rules()) }}
union all
{{ accuracy_of(ref('int_accuracy_citations'), citation_rules()) }}
