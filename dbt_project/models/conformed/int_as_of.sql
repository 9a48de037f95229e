{{ config(tags=['pre_identity']) }}

-- A record dated after its own pull comes from a fast clock and says nothing about how far the data reach. A
-- drop of full files tells the whole of its days: it reaches to the end of the newest one.
with newest_updates as (
    {% for stream in hub_streams() %}
    {% if stream.is_snapshot %}
    select max(_window_to) - interval 1 second as reached_at
    from {{ landed_rows(source(stream.network, stream.table)) }}
    {% else %}
    select max(_updated_at) as reached_at
    from {{ landed_rows(source(stream.network, stream.table)) }}
    where _updated_at <= _pulled_at and not _is_tombstone
    {% endif %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

newest as (
    select coalesce(max(reached_at), cast('1970-01-01 00:00:00+00' as {{ type_instant() }})) as as_of_at
    from newest_updates
)

select
    as_of_at,
    {{ local_date('as_of_at') }} as as_of_date
from newest
