with reports as (
    select
        reports.report_key,
        reports.network,
        reports.stream,
        reports.source_record_id,
        reports.reported_at,
        reports.is_received,
        reports.is_deleted,
        reports.first_seen_at,
        coalesce(networks.network_rank, 99) as network_rank
    from {{ ref('int_event_reports_as_stated') }} as reports
    left join {{ ref('event_networks') }} as networks
        on reports.network = networks.network
    where not reports.is_test
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
),

joined_reports as (
    select
        reports.*,
        coalesce(components.label, reports.report_key) as component
    from reports
    left join components
        on reports.report_key = components.node
),

-- The key is the founder's, deleted or not, so that it outlives the founder.
keyed_reports as (
    select
        *,
        first_value(report_key) over (
            partition by component
            order by first_seen_at, reported_at nulls last, network_rank, source_record_id
        ) as event_key
    from joined_reports
),

-- The origin is the earliest report that no other platform sent.
live_order as (
    select
        report_key,
        row_number() over (
            partition by event_key
            order by is_received, reported_at nulls last, network_rank, source_record_id
        ) as origin_order
    from keyed_reports
    where not is_deleted
)

select
    keyed_reports.report_key,
    keyed_reports.network,
    keyed_reports.stream,
    keyed_reports.source_record_id,
    keyed_reports.event_key,
    not keyed_reports.is_deleted as is_live,
    live_order.origin_order
from keyed_reports
left join live_order
    on keyed_reports.report_key = live_order.report_key
