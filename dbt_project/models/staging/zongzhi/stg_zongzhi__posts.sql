with landed as (
    select * from {{ landed_latest(source('zongzhi', 'zongzhi__post')) }}
)

select
    -- ids
    landed._record_id as source_record_id,
    {{ clean_compact('landed._record_id') }} as post_code,
    {{ clean_compact('landed.DGWBH') }} as partner_post_code,
    {{ digits_code('landed.WGBH', [14, 15]) }} as grid_code,
    {{ without_placeholder(clean_compact('landed.RYBH')) }} as holder_record_id,
    -- kinds
    {{ code_value('kinds', 'landed.GWLX') }} as kind,
    nullif(regexp_extract({{ clean_code('landed.ABJ') }}, '^[AB]', 0), '') as role,
    -- times
    {{ parse_date_loose('landed.RZRQ') }} as valid_from,
    {{ parse_date_loose('landed.LZRQ') }} as valid_to,
    -- record
    {{ is_test_name('landed._record_id') }} as is_test,
    landed._is_deleted or coalesce({{ clean_flag('landed.SCBZ') }}, false) as is_deleted,
    landed._first_seen_at as first_seen_at,
    landed._updated_at as updated_at
from landed
left join {{ ref('code_map') }} as kinds
    on {{ code_matches('kinds', 'zongzhi', 'GWLX', 'landed.GWLX') }}
