-- A network that a county may be without stands here once it has landed something.
select
    network,
    name_zh,
    name_en
from {{ ref('networks') }}
where
    not is_optional
    or network in (select landed.network from {{ source('landing', 'manifest') }} as landed)
