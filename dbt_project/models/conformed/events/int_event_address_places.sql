-- Whose place nothing better than words tells: no grid of today by code, and no point in the county.
with worded_reports as (
    select
        reports.report_key,
        reports.stated_division_code,
        replace(reports.matter_text, ' ', '') as matter_text
    from {{ ref('int_event_reports_as_stated') }} as reports
    cross join {{ ref('int_county_extent') }} as extent
    left join {{ ref('int_grids') }} as grids
        on reports.stated_grid_code = grids.grid_code and grids.is_current
    where
        reports.matter_text is not null
        and grids.grid_code is null
        and reports.hamlet_grid_code is null
        and not {{ in_county('reports', 'extent') }}
),

-- A name counts with its town before it; one that is unique in the county, with the word for its kind.
named_divisions as (
    select
        reports.report_key,
        names.division_code,
        max(length(names.short_name)) as name_length
    from worded_reports as reports
    inner join {{ ref('int_division_names') }} as names
        on
            contains(reports.matter_text, names.town_name_zh || names.short_name)
            or (
                names.is_unique_in_county
                and names.name_zh != names.short_name
                and contains(reports.matter_text, names.name_zh)
            )
    group by reports.report_key, names.division_code
),

-- 大桥 is also in 大桥头: the longest name is meant, and two of one length leave it open.
longest_names as (
    select
        report_key,
        division_code
    from named_divisions
    qualify name_length = max(name_length) over (partition by report_key)
),

clear_divisions as (
    select
        report_key,
        min(division_code) as division_code
    from longest_names
    group by report_key
    having count(*) = 1
),

divided_reports as (
    select
        reports.report_key,
        reports.matter_text,
        coalesce(divisions.division_code, clear_divisions.division_code) as division_code
    from worded_reports as reports
    left join {{ ref('int_divisions') }} as divisions
        on reports.stated_division_code = divisions.division_code
    left join clear_divisions
        on reports.report_key = clear_divisions.report_key
),

named_grids as (
    select
        reports.report_key,
        grids.grid_code
    from divided_reports as reports
    inner join {{ ref('int_grids') }} as grids
        on
            reports.division_code = grids.division_code
            and contains(reports.matter_text, grids.name_zh)
    where grids.is_current and length(grids.name_zh) >= 3
    qualify length(grids.name_zh) = max(length(grids.name_zh)) over (partition by reports.report_key)
),

clear_grids as (
    select
        report_key,
        min(grid_code) as grid_code
    from named_grids
    group by report_key
    having count(*) = 1
)

select
    reports.report_key,
    reports.division_code,
    clear_grids.grid_code
from divided_reports as reports
left join clear_grids
    on reports.report_key = clear_grids.report_key
where reports.division_code is not null
