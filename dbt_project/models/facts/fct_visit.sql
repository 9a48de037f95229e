select
    {{ surrogate_key(["'zongzhi'", "'visit'", 'visits.source_record_id']) }} as visit_key,
    visits.kind,
    households.household_key,
    posts.post_code,
    coalesce(divisions.division_code, households.division_code) as division_code,
    visits.visited_at
from {{ ref('stg_zongzhi__visits') }} as visits
left join {{ ref('int_households') }} as source_households
    on source_households.network = 'zongzhi' and visits.household_ref = source_households.household_ref
left join {{ ref('dim_household') }} as households
    on source_households.household_key = households.household_key
left join {{ ref('dim_post') }} as posts
    on visits.post_code = posts.post_code
left join {{ ref('dim_division') }} as divisions
    on visits.division_code = divisions.division_code
where not visits.is_deleted and not visits.is_test
