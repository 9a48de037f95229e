select
    event_type_code,
    name_zh,
    name_en,
    category_code,
    category_zh,
    category_en
from {{ ref('event_types') }}
