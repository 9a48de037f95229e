select
    grids.grid_key,
    grids.grid_code,
    grids.name_zh,
    divisions.division_code,
    grids.kind,
    grids.households,
    500 as standard_households,
    grids.centre_lng,
    grids.centre_lat,
    grids.boundary_wkt,
    grids.predecessor_codes,
    grids.valid_from,
    grids.valid_to,
    grids.is_current
from {{ ref('int_grids') }} as grids
left join {{ ref('int_divisions') }} as divisions
    on grids.division_code = divisions.division_code
