with landed as (
    select * from {{ landed_latest(source('zongzhi', 'zongzhi__grid')) }}
),

placed as (
    select
        *,
        {{ repaired_point(parse_degrees('ZXJD'), parse_degrees('ZXWD')) }} as centre,
        {{ repaired_polygon('BJ') }} as boundary
    from landed
)

select
    -- ids
    placed._record_id as source_record_id,
    {{ digits_code('placed.WGBH', [14, 15]) }} as grid_code,
    {{ digits_code('placed.SSQHDM', [12]) }} as division_code,
    {{ split_codes('placed.YWGBH') }} as predecessor_codes,
    -- names and kinds
    {{ clean_text('placed.WGMC') }} as name_zh,
    {{ clean_compact('placed.SSQHMC') }} as division_name,
    {{ clean_compact('placed.JDMC') }} as town_name,
    {{ code_value('kinds', 'placed.WGLX') }} as kind,
    -- numbers
    {{ clean_integer('placed.HS') }} as households,
    placed.centre.lng as centre_lng,
    placed.centre.lat as centre_lat,
    placed.boundary as boundary_wkt,
    -- times
    {{ parse_date_loose('placed.QYRQ') }} as valid_from,
    {{ parse_date_loose('placed.TYRQ') }} as valid_to,
    -- record
    {{ is_test_name('placed.WGMC') }} as is_test,
    placed._is_deleted or coalesce({{ clean_flag('placed.SCBZ') }}, false) as is_deleted,
    placed._first_seen_at as first_seen_at,
    placed._updated_at as updated_at
from placed
left join {{ ref('code_map') }} as kinds
    on {{ code_matches('kinds', 'zongzhi', 'WGLX', 'placed.WGLX') }}
