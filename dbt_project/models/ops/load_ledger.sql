select
    batch_id,
    network,
    stream,
    kind,
    cast(window_from as {{ type_instant() }}) as window_from,
    cast(window_to as {{ type_instant() }}) as window_to,
    cast(pulled_at as {{ type_instant() }}) as pulled_at,
    cast(reported_total as bigint) as reported_total,
    cast(received as bigint) as received,
    cast(landed as bigint) as landed,
    cast(duplicates as bigint) as duplicates,
    cast(quarantined as bigint) as quarantined,
    cast(pages as bigint) as pages,
    cast(bytes as bigint) as bytes,
    schema_fingerprint,
    contract_version
from {{ source('landing', 'manifest') }}
