-- What holds for the records of any stream: whether they could be read, and whether they are meant.
with ledger as (
    select
        network,
        stream,
        cast(sum(landed) as bigint) as landed,
        cast(sum(quarantined) as bigint) as quarantined
    from {{ source('landing', 'manifest') }}
    group by network, stream
),

staged_records as (
    {% for stream in hub_streams() %}
    select
        '{{ stream.network }}' as network,
        '{{ stream.stream }}' as stream,
        is_test
    from {{ ref(stream.model) }}
    where not is_deleted
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    network,
    stream,
    'record_readable' as rule,
    landed + quarantined as records,
    landed as records_ok
from ledger
union all
{{ accuracy_of('staged_records', [('not_test', 'true', 'not is_test')]) }}
