with landed as (
    select * from {{ landed_latest(source('xiangcun', 'xiangcun__行政村')) }}
),

placed as (
    select
        *,
        {{ repaired_point(parse_dms('经度'), parse_dms('纬度')) }} as point
    from landed
)

select
    -- ids
    placed._record_id as source_record_id,
    {{ digits_code('placed.区划代码', [12]) }} as division_code,
    -- names and kinds
    {{ clean_compact('placed.村名') }} as name_zh,
    {{ clean_compact('placed.乡镇') }} as town_name,
    {{ split_codes('placed.曾用名') }} as former_names,
    {{ code_value('kinds', 'placed.类型') }} as kind,
    {{ code_value('lawsuit_free_levels', 'placed.无讼村') }} as lawsuit_free_level,
    -- place
    placed.point.lng as lng,
    placed.point.lat as lat,
    -- record
    {{ is_test_name('placed.村名') }} as is_test,
    placed._is_deleted as is_deleted,
    placed._first_seen_at as first_seen_at,
    placed._updated_at as updated_at
from placed
left join {{ ref('code_map') }} as kinds
    on {{ code_matches('kinds', 'xiangcun', '类型', 'placed.类型') }}
left join {{ ref('code_map') }} as lawsuit_free_levels
    on {{ code_matches('lawsuit_free_levels', 'xiangcun', '无讼村', 'placed.无讼村') }}
