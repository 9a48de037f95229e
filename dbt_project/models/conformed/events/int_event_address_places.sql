-- Whose grid of today no code tells.
with worded_reports as ( -- noqa: ST03
    select
        reports.report_key as record_key,
        reports.stated_division_code,
        reports.matter_text as place_text
    from {{ ref('int_event_reports_as_stated') }} as reports
    left join {{ ref('int_grid_code_map') }} as map
        on reports.stated_grid_code = map.any_code and map.successor_count = 1
    where map.any_code is null and reports.hamlet_grid_code is null
)

select
    record_key as report_key,
    division_code,
    grid_code
from {{ address_places('worded_reports') }}
