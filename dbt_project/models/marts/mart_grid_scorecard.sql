with grids as (
    select
        grid_code,
        name_zh,
        division_code,
        kind,
        households,
        standard_households
    from {{ ref('dim_grid') }}
    where is_current
),

residents_by_grid as (
    select
        grids.grid_code,
        grids.division_code,
        count(dim_resident.resident_key) as residents
    from grids
    left join {{ ref('dim_resident') }} as dim_resident
        on grids.grid_code = dim_resident.grid_code and dim_resident.is_current
    group by grids.grid_code, grids.division_code
),

-- Totals are known for a division and for the county, so both must hide at least two cells or none.
shown_residents as (
    select
        grid_code,
        residents,
        {{ is_small_cell('residents', 'division_code', 'grid_code') }}
        or {{ is_small_cell('residents', "'county'", 'grid_code') }} as is_suppressed
    from residents_by_grid
),

current_posts as (
    select
        post_code,
        role,
        partner_post_code,
        grid_code,
        is_filled
    from {{ ref('dim_post') }}
    where is_current
),

-- A pair may be named on either of its two posts.
complete_pairs as (
    select distinct a_posts.post_code
    from current_posts as a_posts
    inner join current_posts as b_posts
        on
            a_posts.partner_post_code = b_posts.post_code
            or a_posts.post_code = b_posts.partner_post_code
    where
        a_posts.role = 'A'
        and b_posts.role = 'B'
        and a_posts.is_filled
        and b_posts.is_filled
),

posts_by_grid as (
    select
        current_posts.grid_code,
        count(*) as posts,
        count(*) filter (where current_posts.is_filled) as posts_filled,
        count(complete_pairs.post_code) as a_b_pairs_complete
    from current_posts
    left join complete_pairs
        on current_posts.post_code = complete_pairs.post_code
    group by current_posts.grid_code
),

events_by_grid as (
    select
        events.grid_code,
        count(*) filter (
            where events.reported_at > moment.as_of_at - interval 30 day and events.reported_at <= moment.as_of_at
        ) as events_30d,
        count(*) filter (where not events.is_closed) as open_events,
        {{ rate('count(*) filter (where events.is_closed)', 'count(*)') }} as closure_rate,
        avg(events.satisfaction) as satisfaction
    from {{ ref('fct_event') }} as events
    cross join {{ ref('int_as_of') }} as moment
    where events.status <> 'void'
    group by events.grid_code
),

-- A visit lies where its household lives, or else where the visitor's post is.
visits_by_grid as (
    select
        coalesce(dim_household.grid_code, dim_post.grid_code) as grid_code,
        count(*) as visits_30d
    from {{ ref('fct_visit') }} as visits
    cross join {{ ref('int_as_of') }} as moment
    left join {{ ref('dim_household') }} as dim_household
        on visits.household_key = dim_household.household_key
    left join {{ ref('dim_post') }} as dim_post
        on visits.post_code = dim_post.post_code
    where visits.visited_at > moment.as_of_at - interval 30 day and visits.visited_at <= moment.as_of_at
    group by coalesce(dim_household.grid_code, dim_post.grid_code)
)

select
    grids.grid_code,
    grids.name_zh,
    grids.division_code,
    grids.kind,
    cast(grids.households as bigint) as households,
    {{ rate('grids.households', 'grids.standard_households') }} as households_vs_standard,
    case when not shown_residents.is_suppressed then shown_residents.residents end as residents,
    coalesce(posts_by_grid.posts, 0) as posts,
    coalesce(posts_by_grid.posts_filled, 0) as posts_filled,
    coalesce(posts_by_grid.a_b_pairs_complete, 0) as a_b_pairs_complete,
    coalesce(events_by_grid.events_30d, 0) as events_30d,
    coalesce(events_by_grid.open_events, 0) as open_events,
    events_by_grid.closure_rate,
    coalesce(visits_by_grid.visits_30d, 0) as visits_30d,
    events_by_grid.satisfaction,
    shown_residents.is_suppressed
from grids
inner join shown_residents on grids.grid_code = shown_residents.grid_code
left join posts_by_grid on grids.grid_code = posts_by_grid.grid_code
left join events_by_grid on grids.grid_code = events_by_grid.grid_code
left join visits_by_grid on grids.grid_code = visits_by_grid.grid_code
