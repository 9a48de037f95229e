with successors as (
    select
        any_code,
        array_agg(current_grid_code) as codes
    from {{ ref('int_grid_code_map') }}
    group by any_code
),

-- What the newest version says of the place, a former one of the same address or household says too: unless
-- its own code names another grid.
placed_population as (
    select
        versions.source_record_id,
        versions.valid_from,
        versions.valid_to,
        versions.updated_at,
        versions.residence_kind,
        versions.household_ref,
        versions.grid_code as stated_grid_code,
        unambiguous.current_grid_code as coded_grid_code,
        coalesce(grids.division_code, left(versions.grid_code, 12)) as stated_division_code,
        case
            when
                versions.household_ref = newest.household_ref or versions.address_text = newest.address_text
                then newest.division_code
        end as newest_division_code,
        case
            when
                (versions.household_ref = newest.household_ref or versions.address_text = newest.address_text)
                and (versions.grid_code is null or array_contains(successors.codes, newest.grid_code))
                then newest.grid_code
        end as newest_grid_code,
        newest.placed_by as newest_placed_by
    from {{ ref('stg_zongzhi__population_versions') }} as versions
    inner join {{ ref('int_person_records') }} as newest
        on
            newest.network = 'zongzhi'
            and newest.stream = 'population'
            and versions.source_record_id = newest.source_record_id
    left join {{ ref('int_grid_code_map') }} as unambiguous
        on versions.grid_code = unambiguous.any_code and unambiguous.successor_count = 1
    left join successors
        on versions.grid_code = successors.any_code
    left join {{ ref('int_grids') }} as grids
        on versions.grid_code = grids.grid_code
    where not versions.is_test and {{ is_live_version('versions') }}
),

population as (
    select
        'zongzhi' as network,
        'population' as stream,
        source_record_id,
        valid_from,
        valid_to,
        updated_at,
        residence_kind,
        coalesce(coded_grid_code, newest_grid_code) as grid_code,
        coalesce(stated_division_code, newest_division_code) as division_code,
        case
            when coded_grid_code = stated_grid_code then 'grid_code'
            when coded_grid_code is not null then 'old_grid_code'
            when newest_grid_code is not null then newest_placed_by
            when stated_division_code is not null then 'division'
            when newest_division_code is not null then newest_placed_by
            else 'none'
        end as placed_by,
        household_ref
    from placed_population
),

-- Who has moved out is still a person of that register, but lives there no more.
housed_residents as (
    select
        versions.source_record_id,
        versions.valid_from,
        versions.valid_to,
        versions.updated_at,
        case when coalesce(versions.moved_out_at > moment.as_of_at, true) then versions.household_ref end
            as household_ref
    from {{ ref('stg_shequ__resident_versions') }} as versions
    cross join {{ ref('int_as_of') }} as moment
    where not versions.is_test and {{ is_live_version('versions') }}
),

residents as (
    select
        'shequ' as network,
        'residents' as stream,
        versions.source_record_id,
        versions.valid_from,
        versions.valid_to,
        versions.updated_at,
        'unknown' as residence_kind,
        place.grid_code,
        place.division_code,
        {{ placed_in_household('place.grid_code', 'place.division_code') }} as placed_by,
        place.household_ref
    from housed_residents as versions
    left join {{ ref('int_source_household_places') }} as place
        on place.network = 'shequ' and versions.household_ref = place.household_ref
),

villagers as (
    select
        'xiangcun' as network,
        '村民' as stream,
        versions.source_record_id,
        versions.valid_from,
        versions.valid_to,
        versions.updated_at,
        versions.residence_kind,
        place.grid_code,
        place.division_code,
        {{ placed_in_household('place.grid_code', 'place.division_code') }} as placed_by,
        place.household_ref
    from {{ ref('stg_xiangcun__villager_versions') }} as versions
    left join {{ ref('int_source_household_places') }} as place
        on place.network = 'xiangcun' and versions.household_ref = place.household_ref
    where not versions.is_test and {{ is_live_version('versions') }}
),

-- A case shows its reporter from the day of the report on; where it lies is not where the reporter lives.
reporters as (
    select
        'chengguan' as network,
        'cases' as stream,
        records.source_record_id,
        {{ local_date('coalesce(least(cases.reported_at, cases.updated_at), cases.first_seen_at)') }} as valid_from,
        cast(null as date) as valid_to,
        cases.updated_at,
        'unknown' as residence_kind,
        cast(null as string) as grid_code,
        cast(null as string) as division_code,
        'none' as placed_by,
        cast(null as string) as household_ref
    from {{ ref('int_person_records') }} as records
    inner join {{ ref('stg_chengguan__cases') }} as cases
        on records.source_record_id = cases.source_record_id
    where records.network = 'chengguan' and not records.is_test and not records.is_deleted
),

versions as (
    select * from population
    union all
    select * from residents
    union all
    select * from villagers
    union all
    select * from reporters
)

select
    versions.network,
    versions.stream,
    versions.source_record_id,
    crosswalk.resident_key,
    versions.valid_from,
    versions.valid_to,
    versions.updated_at,
    case
        when versions.residence_kind in ('registered', 'floating', 'left_behind', 'other') then versions.residence_kind
    end as residence_kind,
    versions.grid_code,
    divisions.division_code,
    versions.placed_by,
    households.household_key
from versions
inner join {{ source('identity', 'crosswalk') }} as crosswalk
    on
        versions.network = crosswalk.network
        and versions.stream = crosswalk.stream
        and versions.source_record_id = crosswalk.source_record_id
left join {{ ref('int_households') }} as households
    on versions.network = households.network and versions.household_ref = households.household_ref
left join {{ ref('int_divisions') }} as divisions
    on versions.division_code = divisions.division_code
