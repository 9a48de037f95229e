with grids as (
    select
        grid_code,
        division_code,
        boundary_wkt
    from {{ ref('int_grids') }}
    where is_current
),

-- Codes, of either scheme, that mean one grid of today.
certain_codes as (
    select
        any_code,
        min(current_grid_code) as current_grid_code,
        min(division_code) as division_code
    from {{ ref('int_grid_code_map') }}
    where successor_count = 1
    group by any_code
),

-- A point outside the county is no evidence.
stated_places as (
    select
        reports.report_key,
        reports.stated_grid_code,
        reports.stated_division_code,
        stated.current_grid_code as coded_grid_code,
        hamlet.current_grid_code as hamlet_grid_code,
        duty.current_grid_code as duty_grid_code,
        -- Who complains of another community than the one they live in, complains of a place there.
        case
            when coalesce(reports.stated_division_code = household.division_code, true)
                then household.current_grid_code
        end as household_grid_code,
        case when {{ in_county('reports', 'extent') }} then reports.lng end as lng,
        case when {{ in_county('reports', 'extent') }} then reports.lat end as lat
    from {{ ref('int_event_reports_as_stated') }} as reports
    cross join {{ ref('int_county_extent') }} as extent
    left join certain_codes as stated
        on reports.stated_grid_code = stated.any_code
    left join certain_codes as hamlet
        on reports.hamlet_grid_code = hamlet.any_code
    left join certain_codes as duty
        on reports.duty_grid_code = duty.any_code
    left join certain_codes as household
        on reports.household_grid_code = household.any_code
),

loose_points as ( -- noqa: ST03
    select
        report_key,
        lng,
        lat
    from stated_places
    where lng is not null and coalesce(coded_grid_code, hamlet_grid_code) is null
),

holding_grids as (
    select
        report_key,
        grid_code
    from {{ points_in_polygons('loose_points', 'report_key', 'grids', 'grid_code') }}
),

-- A point on a shared edge lies in both: an old code that was cut decides, else the lower code.
pointed_grids as (
    select
        holding_grids.report_key,
        min_by(
            holding_grids.grid_code, (successors.current_grid_code is null, holding_grids.grid_code)
        ) as grid_code,
        bool_or(successors.current_grid_code is not null) as is_successor
    from holding_grids
    inner join stated_places
        on holding_grids.report_key = stated_places.report_key
    left join {{ ref('int_grid_code_map') }} as successors
        on
            stated_places.stated_grid_code = successors.any_code
            and holding_grids.grid_code = successors.current_grid_code
    group by holding_grids.report_key
),

placed_reports as (
    select
        places.report_key,
        places.stated_division_code,
        places.lng,
        places.lat,
        coalesce(
            places.coded_grid_code,
            places.hamlet_grid_code,
            pointed_grids.grid_code,
            places.duty_grid_code,
            addresses.grid_code,
            places.household_grid_code
        ) as grid_code,
        addresses.division_code as address_division_code,
        case
            when places.coded_grid_code = places.stated_grid_code then 'grid_code'
            when places.coded_grid_code is not null then 'old_grid_code'
            when places.hamlet_grid_code is not null then 'hamlet'
            when pointed_grids.is_successor then 'old_grid_code_and_polygon'
            when pointed_grids.grid_code is not null then 'polygon'
            when places.duty_grid_code is not null then 'duty_grid'
            when addresses.grid_code is not null then 'address'
            when places.household_grid_code is not null then 'household'
        end as grid_placed_by
    from stated_places as places
    left join pointed_grids
        on places.report_key = pointed_grids.report_key
    left join {{ ref('int_event_address_places') }} as addresses
        on places.report_key = addresses.report_key
)

select
    placed_reports.report_key,
    placed_reports.grid_code,
    coalesce(
        grids.division_code, divisions.division_code, placed_reports.address_division_code
    ) as division_code,
    case
        when placed_reports.grid_placed_by is not null then placed_reports.grid_placed_by
        when divisions.division_code is not null then 'division'
        when placed_reports.address_division_code is not null then 'address_division'
        else 'none'
    end as placed_by,
    placed_reports.lng,
    placed_reports.lat
from placed_reports
left join grids
    on placed_reports.grid_code = grids.grid_code
left join {{ ref('int_divisions') }} as divisions
    on placed_reports.stated_division_code = divisions.division_code
