with grids as (
    select
        grid_code,
        division_code,
        boundary_wkt
    from {{ ref('int_grids') }}
    where is_current
),

-- Codes, of either scheme, and the grids of today that they can mean.
codes as (
    select
        any_code,
        array_agg(current_grid_code) as successors,
        case when count(*) = 1 then min(current_grid_code) end as current_grid_code,
        min(division_code) as division_code
    from {{ ref('int_grid_code_map') }}
    group by any_code
),

-- A point outside the county is no evidence.
stated_places as (
    select
        reports.report_key,
        reports.stated_grid_code,
        reports.stated_division_code,
        stated.successors,
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
    left join codes as stated
        on reports.stated_grid_code = stated.any_code
    left join codes as hamlet
        on reports.hamlet_grid_code = hamlet.any_code
    left join codes as duty
        on reports.duty_grid_code = duty.any_code
    left join codes as household
        on reports.household_grid_code = household.any_code
),

points as ( -- noqa: ST03
    select
        report_key,
        lng,
        lat
    from stated_places
    where lng is not null
),

holding_grids as (
    select
        report_key,
        grid_code
    from {{ points_in_polygons('points', 'report_key', 'grids', 'grid_code') }}
),

-- A point on a shared edge lies in both: an old code that was cut decides, else the lower code.
pointed_grids as (
    select
        holding_grids.report_key,
        min_by(
            holding_grids.grid_code,
            (
                not coalesce(array_contains(stated_places.successors, holding_grids.grid_code), false),
                holding_grids.grid_code
            )
        ) as grid_code,
        array_agg(holding_grids.grid_code) as holding_codes
    from holding_grids
    inner join stated_places
        on holding_grids.report_key = stated_places.report_key
    group by holding_grids.report_key
),

{#- What tells the grid where no code does, best first. -#}
{%- set evidence = [
    ('places.hamlet_grid_code', 'hamlet'),
    ('addresses.grid_code', 'address'),
    ('pointed_grids.grid_code', 'polygon'),
    ('places.duty_grid_code', 'duty_grid'),
    ('places.household_grid_code', 'household'),
] %}

-- An old grid that was cut is told by finer evidence, as far as it speaks of one of its parts.
placed_reports as (
    select
        places.report_key,
        places.stated_division_code,
        places.lng,
        places.lat,
        places.successors,
        places.coded_grid_code,
        addresses.division_code as address_division_code,
        pointed_grids.holding_codes,
        places.coded_grid_code = places.stated_grid_code as is_code_of_today,
        coalesce(
            places.coded_grid_code
            {%- for grid_code, _ in evidence %},
            case when {{ is_one_of_or_free(grid_code, 'places.successors') }} then {{ grid_code }} end
            {%- endfor %}
        ) as grid_code,
        case
            when places.coded_grid_code is not null then 'code'
            {%- for grid_code, way in evidence %}
            when {{ grid_code }} is not null and {{ is_one_of_or_free(grid_code, 'places.successors') }}
                then '{{ way }}'
            {%- endfor %}
        end as way
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
        when placed_reports.is_code_of_today then 'grid_code'
        when placed_reports.way = 'code' then 'old_grid_code'
        when placed_reports.way is not null and placed_reports.successors is not null
            then 'old_grid_code_and_' || placed_reports.way
        when placed_reports.way is not null then placed_reports.way
        when divisions.division_code is not null then 'division'
        when placed_reports.address_division_code is not null then 'address_division'
        else 'none'
    end as placed_by,
    -- Whether the point agrees with what placed the report; null where it has none, or nothing but the point.
    case
        when placed_reports.way not in ('polygon', 'household')
            then array_contains(placed_reports.holding_codes, placed_reports.grid_code)
    end as agrees_with_point,
    placed_reports.lng,
    placed_reports.lat
from placed_reports
left join grids
    on placed_reports.grid_code = grids.grid_code
left join {{ ref('int_divisions') }} as divisions
    on placed_reports.stated_division_code = divisions.division_code
