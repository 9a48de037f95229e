{{ config(tags=['pre_identity']) }}

{%- set timed_streams = [
    ('zongzhi', ['grid', 'population', 'event', 'step', 'dispute', 'visit', 'whistle', 'post', 'team', 'dept']),
    ('chengguan', ['cases', 'actions', 'components', 'unitgrids', 'depts']),
    ('shequ', [
        'communities', 'service-centers', 'buildings', 'households', 'residents', 'tickets',
        'property-companies', 'volunteer-groups', 'activities',
    ]),
] -%}

-- A record dated after its own pull comes from a fast clock and says nothing about how far the data reach.
with newest_updates as (
    {% for network, streams in timed_streams %}
    {% for stream in streams %}
    select max(_updated_at) as reached_at
    from {{ source(network, network ~ '__' ~ stream) }}
    where _updated_at <= _pulled_at and not _is_tombstone
    union all
    {% endfor %}
    {% endfor %}
    -- The village drop tells the whole of its days: it reaches to the end of the newest one.
    {% for stream in ['行政村', '屯', '农户', '村民', '村务事件', '积分榜', '荣誉'] %}
    select max(_window_to) - interval 1 second as reached_at
    from {{ source('xiangcun', 'xiangcun__' ~ stream) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

newest as (
    select coalesce(max(reached_at), timestamptz '1970-01-01 00:00:00+00') as as_of_at
    from newest_updates
)

select
    as_of_at,
    {{ local_date('as_of_at') }} as as_of_date
from newest
