with dispute_counts as (
    select
        count(*) as disputes_swept,
        count(resolved_at) as disputes_swept_resolved
    from {{ ref('fct_dispute') }}
    where origin = 'sweep'
),

whistle_counts as (
    select
        count(*) as whistles,
        count(solved_at) as whistles_solved
    from {{ ref('fct_whistle') }}
),

visit_counts as (
    select count(*) as visits
    from {{ ref('fct_visit') }}
)

{{ figures_from('dispute_counts', ['disputes_swept', 'disputes_swept_resolved']) }}
union all
{{ figures_from('whistle_counts', ['whistles', 'whistles_solved']) }}
union all
{{ figures_from('visit_counts', ['visits']) }}
