with landed as (
    select * from {{ landed_latest(source('zongzhi', 'zongzhi__visit')) }}
)

select
    -- ids
    landed._record_id as source_record_id,
    {{ clean_compact('landed.HH') }} as household_ref,
    {{ clean_compact('landed.GWBH') }} as post_code,
    {{ digits_code('landed.SSQHDM', [12]) }} as division_code,
    -- kinds
    {{ code_value('kinds', 'landed.ZFLX') }} as kind,
    -- times
    {{ parse_local_timestamp('landed.ZFSJ') }} as visited_at,
    -- record
    {{ is_test_name('landed._record_id') }} as is_test,
    landed._is_deleted or coalesce({{ clean_flag('landed.SCBZ') }}, false) as is_deleted,
    landed._first_seen_at as first_seen_at,
    landed._updated_at as updated_at
from landed
left join {{ ref('code_map') }} as kinds
    on {{ code_matches('kinds', 'zongzhi', 'ZFLX', 'landed.ZFLX') }}
