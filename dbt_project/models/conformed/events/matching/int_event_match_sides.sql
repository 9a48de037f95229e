-- A number that names no record here, though it is one: only a record with nearly that number can be meant.
with loose_numbers as (
    select
        report_key,
        array_sort(array_agg(cited_key)) as numbers
    from {{ ref('int_event_references') }}
    where cited_report_key is null and {{ matches('cited_key', "'\\d{4}'") }}
    group by report_key
),

reports as (
    select
        stated.report_key,
        stated.network,
        stated.is_received,
        stated.stated_grid_code,
        stated.dispatched_at is not null as is_dispatched,
        groups.group_key,
        networks.network as named_network,
        {{ reference_key('stated.source_record_id') }} as number_key,
        {{ reference_key('stated.second_number') }} as second_key,
        coalesce(
            stated.reported_at, stated.accepted_at, stated.dispatched_at, stated.handled_at, stated.closed_at
        ) as happened_at
    from {{ ref('int_event_reports_as_stated') }} as stated
    inner join {{ ref('int_event_reference_groups') }} as groups
        on stated.report_key = groups.report_key
    left join {{ ref('event_network_aliases') }} as networks
        on stated.named_network_text = networks.alias
),

reference_groups as (
    select
        group_key,
        array_sort(array_agg(distinct network)) as networks
    from {{ ref('int_event_reference_groups') }}
    group by group_key
),

code_lists as (
    select
        network,
        array_sort(array_agg(distinct event_type_code)) as listed_types
    from {{ ref('event_code_map') }}
    group by network
),

kin as (
    select
        event_type_code,
        array_sort(array_agg(distinct kin_type_code)) as kin_types
    from {{ ref('event_type_kin') }}
    group by event_type_code
),

successors as (
    select
        any_code,
        array_sort(array_agg(current_grid_code)) as grid_codes
    from {{ ref('int_grid_code_map') }}
    group by any_code
),

-- Platforms that have a place for the name of the one they forward to.
naming_networks as (
    select distinct network
    from reports
    where named_network is not null and not is_received
),

match_days as (
    select
        event_type_code,
        max_by(days, version) as days
    from {{ ref('event_match_days') }}
    group by event_type_code
)

select
    reports.report_key,
    reports.network,
    reports.group_key,
    reference_groups.networks as group_networks,
    coalesce(loose_numbers.numbers, {{ no_texts() }}) as loose_numbers,
    array_sort(array_distinct({{ only(
        list_of(['reports.number_key', 'reports.second_key']), 'own', 'own is not null'
    ) }})) as own_numbers,
    reports.is_received,
    reports.happened_at,
    {{ local_date('reports.happened_at') }} as happened_on,
    mapped.event_type_code,
    coalesce(code_lists.listed_types, {{ no_texts() }}) as listed_types,
    coalesce(kin.kin_types, {{ no_texts() }}) as kin_types,
    coalesce(match_days.days, 0) as match_days,
    -- Where it can be: one grid; or all that its old grid was cut into. Where its reporter lives says little.
    case
        when mapped.grid_code is not null and mapped.placed_by != 'household' then {{ list_of(['mapped.grid_code']) }}
        else successors.grid_codes
    end as grid_codes,
    mapped.division_code,
    {{ metres_east('mapped.lng', 'mapped.lat') }} as x,
    {{ metres_north('mapped.lat') }} as y,
    texts.text_weights,
    coalesce(texts.text_weight, 0) as text_weight,
    mapped.is_deleted,
    reports.is_dispatched,
    naming_networks.network is not null as can_name_receiver,
    case
        when reports.named_network != reports.network then reports.named_network
    end as named_network,
    case
        when reports.named_network != reports.network then 'named'
        when reports.is_received then 'open'
        else 'none'
    end as hint,
    -- A hint is spent when the reports that it led to are known.
    case
        when reports.named_network != reports.network
            then array_contains(reference_groups.networks, reports.named_network)
        else {{ list_size('reference_groups.networks') }} > 1
    end as is_settled
from reports
inner join {{ ref('int_event_reports') }} as mapped
    on reports.report_key = mapped.report_key
inner join reference_groups
    on reports.group_key = reference_groups.group_key
left join {{ ref('int_event_text_weights') }} as texts
    on reports.report_key = texts.report_key
left join code_lists
    on reports.network = code_lists.network
left join kin
    on mapped.event_type_code = kin.event_type_code
left join naming_networks
    on reports.network = naming_networks.network
left join match_days
    on mapped.event_type_code = match_days.event_type_code
left join successors
    on reports.stated_grid_code = successors.any_code
left join loose_numbers
    on reports.report_key = loose_numbers.report_key
where reports.happened_at is not null
