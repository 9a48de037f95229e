with residents_by_networks as (
    select
        networks,
        count(*) as residents
    from {{ ref('dim_resident') }}
    where is_current
    group by networks
),

events_by_networks as (
    select
        networks,
        count(*) as events
    from {{ ref('fct_event') }}
    where status <> 'void'
    group by networks
),

overlap as (
    select
        coalesce(residents_by_networks.networks, events_by_networks.networks) as networks,
        coalesce(residents_by_networks.residents, 0) as residents,
        coalesce(events_by_networks.events, 0) as events
    from residents_by_networks
    full outer join events_by_networks
        on residents_by_networks.networks = events_by_networks.networks
),

judged as (
    select
        networks,
        residents,
        events,
        {{ is_small_cell('residents', "'county'", 'networks') }} as is_suppressed
    from overlap
)

select
    networks,
    case when not is_suppressed then residents end as residents,
    events,
    is_suppressed
from judged
