select
    measure,
    value,
    numerator,
    denominator,
    low,
    high,
    at_least,
    at_most,
    is_within,
    definition_zh,
    definition_en,
    as_of
from {{ source('identity', 'linkage_quality') }}
