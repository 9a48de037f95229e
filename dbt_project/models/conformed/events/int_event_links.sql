with joined_pairs as (
    select
        left_group,
        right_group,
        match_probability
    from {{ ref('int_event_matches') }}
    where is_joined
),

matters as (
    select
        node as group_key,
        label as matter_key
    from {{ connected_components('joined_pairs', 'left_group', 'right_group') }}
),

joined_groups as (
    select
        left_group as group_key,
        match_probability
    from joined_pairs
    union all
    select
        right_group as group_key,
        match_probability
    from joined_pairs
),

-- How surely a group belongs to its matter: by the surest pair that holds it.
group_probabilities as (
    select
        group_key,
        max(match_probability) as match_probability
    from joined_groups
    group by group_key
),

reports as (
    select
        stated.report_key,
        stated.network,
        stated.stream,
        stated.source_record_id,
        stated.reported_at,
        stated.is_received,
        stated.is_deleted,
        stated.first_seen_at,
        reference_groups.group_key,
        coalesce(matters.matter_key, reference_groups.group_key) as matter_key,
        group_probabilities.match_probability,
        coalesce(networks.network_rank, 99) as network_rank
    from {{ ref('int_event_reports_as_stated') }} as stated
    inner join {{ ref('int_event_reference_groups') }} as reference_groups
        on stated.report_key = reference_groups.report_key
    left join matters
        on reference_groups.group_key = matters.group_key
    left join group_probabilities
        on reference_groups.group_key = group_probabilities.group_key
    left join {{ ref('event_networks') }} as networks
        on stated.network = networks.network
),

-- The key is the founder's, deleted or not, so that it outlives the founder.
keyed_reports as (
    select
        *,
        first_value(report_key) over (
            partition by matter_key
            order by first_seen_at, reported_at nulls last, network_rank, source_record_id
        ) as event_key
    from reports
),

-- The origin is the earliest report that no other platform sent.
live_order as (
    select
        report_key,
        row_number() over (
            partition by event_key
            order by is_received, reported_at nulls last, network_rank, source_record_id
        ) as origin_order,
        first_value(group_key) over (
            partition by event_key
            order by is_received, reported_at nulls last, network_rank, source_record_id
        ) as origin_group
    from keyed_reports
    where not is_deleted
)

select
    keyed_reports.report_key,
    keyed_reports.network,
    keyed_reports.stream,
    keyed_reports.source_record_id,
    keyed_reports.event_key,
    keyed_reports.group_key,
    not keyed_reports.is_deleted as is_live,
    live_order.origin_order,
    case
        when live_order.origin_order = 1 then 'origin'
        when live_order.origin_group = keyed_reports.group_key then 'cross_reference'
        when live_order.origin_order is not null then 'place_and_time'
    end as matched_by,
    case
        when live_order.origin_group = keyed_reports.group_key then 1.0
        when live_order.origin_order is not null then keyed_reports.match_probability
    end as match_probability
from keyed_reports
left join live_order
    on keyed_reports.report_key = live_order.report_key
