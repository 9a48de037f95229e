with landed as (
    select * from {{ landed_latest(source('xiangcun', 'xiangcun__荣誉')) }}
)

select
    -- ids
    landed._record_id as source_record_id,
    {{ clean_compact(quoted('村民编号', 'landed')) }} as villager_ref,
    -- kinds
    {{ code_value('titles', quoted('称号', 'landed')) }} as title,
    -- times
    try_cast(nullif(regexp_extract({{ clean_compact(quoted('评选年度', 'landed')) }}, '^(\d{4})', 1), '') as integer)
        as award_year,
    -- record
    {{ is_test_name('landed._record_id') }} as is_test,
    landed._is_deleted as is_deleted,
    landed._first_seen_at as first_seen_at,
    landed._updated_at as updated_at
from landed
left join {{ ref('code_map') }} as titles
    on {{ code_matches('titles', 'xiangcun', '称号', quoted('称号', 'landed')) }}
