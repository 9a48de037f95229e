{{ config(materialized='view') }}

select
    'xiangcun' as network,
    '村务事件' as stream,
    events.source_record_id,
    cast(null as string) as second_number,
    '类别' as type_code_set,
    events.category_text as type_code,
    '状态' as status_code_set,
    events.status_text as status_code,
    '上报人' as origin_code_set,
    case when events.has_named_reporter then 'NAMED' else 'UNNAMED' end as origin_code,
    false as is_withdrawn,
    false as is_received,
    events.reported_at,
    events.accepted_at,
    cast(null as {{ type_instant() }}) as dispatched_at,
    cast(null as {{ type_instant() }}) as handled_at,
    events.closed_at,
    cast(null as {{ type_instant() }}) as revisited_at,
    cast(null as {{ type_instant() }}) as deadline_at,
    cast(null as string) as department_code,
    cast(null as integer) as satisfaction,
    cast(null as string) as reporter_network,
    cast(null as string) as reporter_stream,
    cast(null as string) as reporter_record_id,
    cast(null as string) as stated_grid_code,
    hamlets.grid_code as hamlet_grid_code,
    cast(null as string) as duty_grid_code,
    cast(null as string) as household_grid_code,
    coalesce(hamlets.division_code, left(events.hamlet_code, 12)) as stated_division_code,
    forwarding.standard_text as named_network_text,
    events.title_text as matter_text,
    events.lng,
    events.lat,
    events.is_test,
    events.is_deleted,
    events.first_seen_at,
    events.updated_at
from {{ ref('stg_xiangcun__village_events') }} as events
left join {{ ref('stg_xiangcun__hamlets') }} as hamlets
    on events.hamlet_code = hamlets.hamlet_code
left join {{ ref('int_event_text_codes') }} as forwarding
    on
        forwarding.network = 'xiangcun'
        and forwarding.code_set = '转办平台'
        and events.forwarded_network_text = forwarding.source_text
