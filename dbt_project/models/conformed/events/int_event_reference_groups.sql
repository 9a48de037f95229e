with reports as (
    select
        report_key,
        network
    from {{ ref('int_event_reports_as_stated') }}
    where not is_test
),

citations as (
    select
        cited.report_key,
        cited.network,
        cited.cited_network,
        cited.cited_key,
        cited.cited_report_key
    from {{ ref('int_event_references') }} as cited
    inner join reports
        on cited.report_key = reports.report_key
),

-- Two platforms that cite one number of a third mean one matter, though the third's record never came.
-- Short numbers, and those that one platform cites twice, are no evidence.
unseen_numbers as (
    select
        cited_network,
        cited_key,
        {{ surrogate_key(["'unseen'", 'cited_network', 'cited_key']) }} as unseen_key
    from citations
    where
        cited_report_key is null
        and network != cited_network
        and {{ reference_digits('cited_key') }} is not null
    group by cited_network, cited_key
    having count(*) > 1 and count(*) = count(distinct network)
),

pairs as ( -- noqa: ST03
    select
        report_key,
        cited_report_key as other_key
    from citations
    where cited_report_key is not null

    union

    select
        citations.report_key,
        unseen_numbers.unseen_key as other_key
    from citations
    inner join unseen_numbers
        on
            citations.cited_network = unseen_numbers.cited_network
            and citations.cited_key = unseen_numbers.cited_key
    where citations.cited_report_key is null
),

components as (
    select
        node,
        label
    from {{ connected_components('pairs', 'report_key', 'other_key') }}
)

select
    reports.report_key,
    reports.network,
    coalesce(components.label, reports.report_key) as group_key
from reports
left join components
    on reports.report_key = components.node
