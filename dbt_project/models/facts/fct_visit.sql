with sole_grids as (
    select
        division_code,
        grid_code
    from {{ sole_grids(ref('dim_grid')) }}
),

-- A visit lies where its household lives, else in its division's only grid. Where the visitor's post is says
-- too little: a post may visit beyond its own grid.
visits as (
    select
        {{ surrogate_key(["'zongzhi'", "'visit'", 'visits.source_record_id']) }} as visit_key,
        visits.kind,
        households.household_key,
        posts.post_code,
        coalesce(divisions.division_code, households.division_code) as division_code,
        visits.visited_at,
        coalesce(households.grid_code, sole_grids.grid_code) as grid_code,
        case
            when households.grid_code is not null then 'household'
            when sole_grids.grid_code is not null then 'address'
            when coalesce(divisions.division_code, households.division_code) is not null then 'division'
            else 'none'
        end as placed_by
    from {{ ref('stg_zongzhi__visits') }} as visits
    left join {{ ref('int_households') }} as source_households
        on source_households.network = 'zongzhi' and visits.household_ref = source_households.household_ref
    left join {{ ref('dim_household') }} as households
        on source_households.household_key = households.household_key
    left join {{ ref('dim_post') }} as posts
        on visits.post_code = posts.post_code
    left join {{ ref('dim_division') }} as divisions
        on visits.division_code = divisions.division_code
    left join sole_grids
        on divisions.division_code = sole_grids.division_code
    where not visits.is_deleted and not visits.is_test
),

dated_visits as ( -- noqa: ST03
    select
        visit_key as record_key,
        grid_code,
        {{ local_date('visited_at') }} as on_day
    from visits
    where grid_code is not null
),

grid_versions as (
    select
        record_key,
        grid_key
    from {{ grids_of_the_day('dated_visits') }}
)

select
    visits.visit_key,
    visits.kind,
    visits.household_key,
    visits.post_code,
    visits.division_code,
    visits.visited_at,
    visits.grid_code,
    grid_versions.grid_key as grid_key_at_visit,
    visits.placed_by
from visits
left join grid_versions
    on visits.visit_key = grid_versions.record_key
