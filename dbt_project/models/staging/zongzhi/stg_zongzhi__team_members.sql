with landed as (
    select * from {{ landed_latest(source('zongzhi', 'zongzhi__team')) }}
)

select
    -- ids
    landed._record_id as source_record_id,
    {{ digits_code('landed.SSQHDM', [12]) }} as division_code,
    -- kinds
    {{ code_value('classes', 'landed.LB') }} as class,
    -- record
    {{ is_test_name('landed._record_id') }} as is_test,
    landed._is_deleted or coalesce({{ clean_flag('landed.SCBZ') }}, false) as is_deleted,
    landed._first_seen_at as first_seen_at,
    landed._updated_at as updated_at
from landed
left join {{ ref('code_map') }} as classes
    on {{ code_matches('classes', 'zongzhi', 'LB', 'landed.LB') }}
