with versions as (
    select * from {{ landed_versions(source('xiangcun', 'xiangcun__行政村')) }}
),

-- A name that an earlier drop gave is a former name as much as one that the file calls so.
names_before as (
    select
        _record_id,
        list(distinct {{ clean_compact('村名') }}) as names
    from versions
    where not _is_newest
    group by _record_id
),

placed as (
    select
        *,
        {{ repaired_point(parse_dms('经度'), parse_dms('纬度')) }} as point
    from versions
    where _is_newest
)

select
    -- ids
    placed._record_id as source_record_id,
    {{ digits_code('placed.区划代码', [12]) }} as division_code,
    -- names and kinds
    {{ clean_compact('placed.村名') }} as name_zh,
    {{ clean_compact('placed.乡镇') }} as town_name,
    list_sort(list_distinct(
        list_concat({{ split_codes('placed.曾用名') }}, coalesce(names_before.names, []))
    )) as former_names,
    {{ code_value('kinds', 'placed.类型') }} as kind,
    {{ code_value('lawsuit_free_levels', 'placed.无讼村') }} as lawsuit_free_level,
    -- place
    placed.point.lng,
    placed.point.lat,
    -- record
    {{ is_test_name('placed.村名') }} as is_test,
    placed._is_deleted as is_deleted,
    placed._first_seen_at as first_seen_at,
    placed._updated_at as updated_at
from placed
left join names_before
    on placed._record_id = names_before._record_id
left join {{ ref('code_map') }} as kinds
    on {{ code_matches('kinds', 'xiangcun', '类型', 'placed.类型') }}
left join {{ ref('code_map') }} as lawsuit_free_levels
    on {{ code_matches('lawsuit_free_levels', 'xiangcun', '无讼村', 'placed.无讼村') }}
