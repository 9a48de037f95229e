with worded_reports as (
    select
        reports.report_key,
        coalesce(places.division_code, '-') as division_code,
        {{ a_row_each(text_pairs('reports.matter_text')) }} as text_pair
    from {{ ref('int_event_reports_as_stated') }} as reports
    inner join {{ ref('int_event_report_places') }} as places
        on reports.report_key = places.report_key
    where reports.matter_text is not null and not reports.is_test
),

report_counts as (
    select
        division_code,
        count(distinct report_key) as reports
    from worded_reports
    group by division_code
),

pair_counts as (
    select
        division_code,
        text_pair,
        count(*) as reports
    from worded_reports
    group by division_code, text_pair
),

county_counts as (
    select sum(reports) as reports
    from report_counts
),

county_shares as (
    select
        pair_counts.text_pair,
        sum(pair_counts.reports) / any_value(county_counts.reports) as report_share
    from pair_counts
    cross join county_counts
    group by pair_counts.text_pair
),

-- How rare a pair is where it was written, as if 20 more reports of the place were like the county's.
rarities as (
    select
        pair_counts.division_code,
        pair_counts.text_pair,
        cast(round(
            -100 * ln(
                (pair_counts.reports + 20 * county_shares.report_share) / (report_counts.reports + 20)
            )
        ) as integer) as weight
    from pair_counts
    inner join report_counts
        on pair_counts.division_code = report_counts.division_code
    inner join county_shares
        on pair_counts.text_pair = county_shares.text_pair
)

select
    worded_reports.report_key,
    {{ map_of_rows('worded_reports.text_pair', 'rarities.weight') }} as text_weights,
    cast(sum(rarities.weight) as integer) as text_weight
from worded_reports
inner join rarities
    on
        worded_reports.division_code = rarities.division_code
        and worded_reports.text_pair = rarities.text_pair
group by worded_reports.report_key
