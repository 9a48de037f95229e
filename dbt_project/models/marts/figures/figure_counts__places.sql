with grid_counts as (
    select count(*) as grids
    from {{ ref('dim_grid') }}
    where is_current and kind = 'urban'
),

-- In the national statistical code the numbers 001 to 099 of the town level are streets.
division_counts as (
    select
        count(*) filter (
            where kind = 'village' or substr(division_code, 7, 3) between '001' and '099'
        ) as communities_and_villages,
        count(*) filter (where lawsuit_free_level in ('pilot', 'demonstration')) as pilot_villages,
        count(*) filter (where lawsuit_free_level = 'demonstration') as demonstration_villages
    from {{ ref('dim_division') }}
    where is_current
),

company_counts as (
    select
        count(*) as property_companies,
        count(*) filter (where interviewed) as property_companies_interviewed
    from {{ ref('dim_property_company') }}
),

centre_counts as (
    select count(*) as service_centres
    from {{ ref('dim_service_centre') }}
    where is_open and level in ('county', 'street', 'community', 'grid')
)

{{ figures_from('grid_counts', ['grids']) }}
union all
{{ figures_from('division_counts', ['communities_and_villages', 'pilot_villages', 'demonstration_villages']) }}
union all
{{ figures_from('company_counts', ['property_companies', 'property_companies_interviewed']) }}
union all
{{ figures_from('centre_counts', ['service_centres']) }}
