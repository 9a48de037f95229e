select
    division_code,
    name_zh,
    kind,
    town_code,
    town_name_zh,
    former_names,
    lawsuit_free_level,
    brand_zh,
    is_current
from {{ ref('int_divisions') }}
