with landed as (
    select * from {{ landed_latest(source('xiangcun', 'xiangcun__积分榜')) }}
)

select
    -- ids
    landed._record_id as source_record_id,
    {{ clean_compact(quoted('户编号', 'landed')) }} as household_ref,
    -- kinds
    {{ code_value('lists', quoted('榜单', 'landed')) }} as listed,
    -- numbers
    {{ clean_integer(quoted('积分', 'landed')) }} as points,
    -- times
    {{ parse_date_loose(quoted('日期', 'landed')) }} as entered_on,
    -- record
    {{ is_test_name(quoted('事由', 'landed')) }} as is_test,
    landed._is_deleted as is_deleted,
    landed._first_seen_at as first_seen_at,
    landed._updated_at as updated_at
from landed
left join {{ ref('code_map') }} as lists
    on {{ code_matches('lists', 'xiangcun', '榜单', quoted('榜单', 'landed')) }}
