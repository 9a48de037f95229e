-- What holds for the records of any stream: whether they could be read, and whether they are meant. Records
-- are counted, not landings: pulling one again must change no figure.
with staged_records as (
    {% for stream in hub_streams() %}
    select
        '{{ stream.network }}' as network,
        '{{ stream.stream }}' as stream,
        source_record_id,
        is_test,
        is_deleted
    from {{ ref(stream.model) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- A record that was mended since and landed is readable.
unreadable_records as (
    select distinct
        refused.network,
        refused.stream,
        refused.source_record_id,
        coalesce(refused.source_record_id, refused.rule || refused.reason) as refused_record
    from {{ source('landing', 'quarantine') }} as refused
    left join staged_records
        on
            refused.network = staged_records.network
            and refused.stream = staged_records.stream
            and refused.source_record_id = staged_records.source_record_id
    where staged_records.source_record_id is null
)

select
    network,
    stream,
    source_record_id,
    is_test,
    true as is_readable
from staged_records
where not is_deleted

union all

select
    network,
    stream,
    source_record_id,
    cast(null as boolean) as is_test,
    false as is_readable
from unreadable_records
