select
    versions.resident_key,
    traits.sex,
    traits.birth_year,
    {{ age_band('traits.birth_year', 'moment.as_of_date') }} as age_band,
    versions.residence_kind,
    versions.grid_code,
    versions.division_code,
    versions.household_key,
    versions.networks,
    len(versions.networks) as network_count,
    versions.record_count,
    versions.valid_from,
    versions.valid_to,
    versions.valid_to is null as is_current
from {{ ref('int_resident_versions') }} as versions
inner join {{ ref('int_resident_traits') }} as traits
    on versions.resident_key = traits.resident_key
cross join {{ ref('int_as_of') }} as moment
