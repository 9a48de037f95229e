with landed as (
    select * from {{ landed_latest(source('xiangcun', 'xiangcun__积分榜')) }}
)

select
    -- ids
    landed._record_id as source_record_id,
    {{ clean_compact('landed.户编号') }} as household_ref,
    -- kinds
    {{ code_value('lists', 'landed.榜单') }} as listed,
    -- numbers
    {{ clean_integer('landed.积分') }} as points,
    -- times
    {{ parse_date_loose('landed.日期') }} as entered_on,
    -- record
    {{ is_test_name('landed.事由') }} as is_test,
    landed._is_deleted as is_deleted,
    landed._first_seen_at as first_seen_at,
    landed._updated_at as updated_at
from landed
left join {{ ref('code_map') }} as lists
    on {{ code_matches('lists', 'xiangcun', '榜单', 'landed.榜单') }}
