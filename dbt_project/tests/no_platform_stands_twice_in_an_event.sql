-- Only references may bring two records of one platform into one event.
select
    event_key,
    network
from {{ ref('int_event_links') }}
group by event_key, network
having count(distinct group_key) > 1
