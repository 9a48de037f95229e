select
    network,
    name_zh,
    name_en
from {{ ref('networks') }}
