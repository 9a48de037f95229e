with versions as (
    select
        *,
        resident_key || '@' || valid_from as record_key
    from {{ ref('int_resident_versions') }}
),

dated_places as ( -- noqa: ST03
    select
        record_key,
        grid_code,
        valid_from as on_day
    from versions
    where grid_code is not null
),

grid_versions as (
    select
        record_key,
        grid_key
    from {{ grids_of_the_day('dated_places') }}
)

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
    cast({{ list_size('versions.networks') }} as bigint) as network_count,
    versions.record_count,
    versions.valid_from,
    versions.valid_to,
    versions.valid_to is null as is_current,
    versions.placed_by,
    grid_versions.grid_key as grid_key_at_start
from versions
inner join {{ ref('int_resident_traits') }} as traits
    on versions.resident_key = traits.resident_key
cross join {{ ref('int_as_of') }} as moment
left join grid_versions
    on versions.record_key = grid_versions.record_key
