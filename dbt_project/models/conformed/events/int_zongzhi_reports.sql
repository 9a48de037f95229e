{{ config(materialized='view') }}

-- The reporter's number is a person's or a post's; a post stands for who held it on the day.
with event_reporters as (
    select
        events.source_record_id,
        coalesce(persons.source_record_id, posts.holder_record_id) as reporter_record_id
    from {{ ref('stg_zongzhi__events') }} as events
    left join {{ ref('stg_zongzhi__population') }} as persons
        on events.reporter_ref = persons.source_record_id
    left join {{ ref('stg_zongzhi__posts') }} as posts
        on
            events.reporter_ref = posts.post_code
            and {{ local_date('events.reported_at') }}
            between coalesce(posts.valid_from, date '0001-01-01')
            and coalesce(posts.valid_to, date '9999-12-31')
)

select
    'zongzhi' as network,
    'event' as stream,
    events.source_record_id,
    cast(null as string) as second_number,
    'SJLB' as type_code_set,
    events.category_code as type_code,
    'ZTDM' as status_code_set,
    events.status_code,
    'SBRLX' as origin_code_set,
    events.reporter_kind_code as origin_code,
    false as is_withdrawn,
    coalesce(events.reporter_kind_code = '05', false) or events.source_network_code is not null as is_received,
    events.reported_at,
    events.accepted_at,
    events.dispatched_at,
    events.handled_at,
    events.closed_at,
    events.revisited_at,
    cast(null as {{ type_instant() }}) as deadline_at,
    events.department_code,
    events.satisfaction,
    case when event_reporters.reporter_record_id is not null then 'zongzhi' end as reporter_network,
    case when event_reporters.reporter_record_id is not null then 'population' end as reporter_stream,
    event_reporters.reporter_record_id,
    events.grid_code as stated_grid_code,
    cast(null as string) as hamlet_grid_code,
    cast(null as string) as duty_grid_code,
    cast(null as string) as household_grid_code,
    left(events.grid_code, 12) as stated_division_code,
    events.source_network_code as named_network_text,
    concat_ws(' ', events.title_text, events.place_text) as matter_text,
    events.lng,
    events.lat,
    events.is_test,
    events.is_deleted,
    events.first_seen_at,
    events.updated_at
from {{ ref('stg_zongzhi__events') }} as events
left join event_reporters
    on events.source_record_id = event_reporters.source_record_id
