with counts as (
    select
        count(*) as grid_events_reported,
        count(*) filter (where status in ('closed', 'revisited')) as grid_events_closed,
        count(*) filter (where event_type_code = 'dispute') as dispute_events_reported,
        count(*) filter (
            where event_type_code = 'dispute' and dispatched_at is not null
        ) as dispute_events_dispatched,
        count(*) filter (
            where event_type_code = 'dispute' and dispatched_at is not null and status in ('closed', 'revisited')
        ) as dispute_events_dispatched_closed
    from {{ ref('fct_event') }}
    where origin_kind = 'grid_worker' and status <> 'void'
)

{{ figures_from('counts', [
    'grid_events_reported', 'grid_events_closed', 'dispute_events_reported', 'dispute_events_dispatched',
    'dispute_events_dispatched_closed',
]) }}
