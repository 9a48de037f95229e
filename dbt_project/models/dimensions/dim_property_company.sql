select
    {{ surrogate_key(["'shequ'", "'property-companies'", 'source_record_id']) }} as company_key,
    name_zh,
    credit_code,
    coalesce(listed, 'none') as listed,
    coalesce(interviewed, interviewed_at is not null) as interviewed,
    interviewed_at
from {{ ref('stg_shequ__property_companies') }}
where not is_deleted and not is_test
