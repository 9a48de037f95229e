{{ config(materialized='view') }}

select
    'shequ' as network,
    'tickets' as stream,
    tickets.source_record_id,
    tickets.ticket_number as second_number,
    'kind' as type_code_set,
    tickets.kind_code as type_code,
    'state' as status_code_set,
    tickets.state_code as status_code,
    'tickets' as origin_code_set,
    'TICKET' as origin_code,
    false as is_withdrawn,
    false as is_received,
    tickets.reported_at,
    tickets.accepted_at,
    tickets.dispatched_at,
    cast(null as {{ type_instant() }}) as handled_at,
    tickets.closed_at,
    tickets.revisited_at,
    cast(null as {{ type_instant() }}) as deadline_at,
    cast(null as string) as department_code,
    tickets.satisfaction,
    case when tickets.resident_record_id is not null then 'shequ' end as reporter_network,
    case when tickets.resident_record_id is not null then 'residents' end as reporter_stream,
    tickets.resident_record_id as reporter_record_id,
    cast(null as string) as stated_grid_code,
    cast(null as string) as hamlet_grid_code,
    cast(null as string) as duty_grid_code,
    buildings.grid_code as household_grid_code,
    tickets.division_code as stated_division_code,
    tickets.forwarded_network_code as named_network_text,
    tickets.content_text as matter_text,
    tickets.lng,
    tickets.lat,
    tickets.is_test,
    tickets.is_deleted,
    tickets.first_seen_at,
    tickets.updated_at
from {{ ref('stg_shequ__tickets') }} as tickets
left join {{ ref('stg_shequ__residents') }} as residents
    on tickets.resident_record_id = residents.source_record_id
left join {{ ref('stg_shequ__households') }} as households
    on coalesce(tickets.household_record_id, residents.household_ref) = households.source_record_id
left join {{ ref('int_building_grids') }} as buildings
    on households.building_record_id = buildings.building_record_id and not buildings.is_left_out
