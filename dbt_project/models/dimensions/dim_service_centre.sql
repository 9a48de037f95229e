select
    {{ surrogate_key(["'shequ'", "'service-centers'", 'centres.source_record_id']) }} as centre_key,
    centres.name_zh,
    centres.level,
    divisions.division_code,
    centres.closed_at is null or centres.closed_at > moment.as_of_at as is_open
from {{ ref('stg_shequ__service_centres') }} as centres
cross join {{ ref('int_as_of') }} as moment
left join {{ ref('int_divisions') }} as divisions
    on centres.division_code = divisions.division_code
where not centres.is_deleted and not centres.is_test
