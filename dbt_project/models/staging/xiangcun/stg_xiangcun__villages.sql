with versions as (
    select * from {{ landed_versions(source('xiangcun', 'xiangcun__行政村')) }}
),

-- A name that an earlier drop gave is a former name as much as one that the file calls so.
names_before as (
    select
        _record_id,
        array_agg(distinct {{ clean_compact(quoted('村名')) }}) as names
    from versions
    where not _is_newest
    group by _record_id
),

placed as (
    select
        *,
        {{ repaired_point(parse_dms(quoted('经度')), parse_dms(quoted('纬度'))) }} as point
    from versions
    where _is_newest
)

select
    -- ids
    placed._record_id as source_record_id,
    {{ digits_code(quoted('区划代码', 'placed'), [12]) }} as division_code,
    -- names and kinds
    {{ clean_compact(quoted('村名', 'placed')) }} as name_zh,
    {{ clean_compact(quoted('乡镇', 'placed')) }} as town_name,
    array_sort(array_distinct(
        {{ split_codes(quoted('曾用名', 'placed')) }} || coalesce(names_before.names, {{ no_texts() }})
    )) as former_names,
    {{ code_value('kinds', quoted('类型', 'placed')) }} as kind,
    {{ code_value('lawsuit_free_levels', quoted('无讼村', 'placed')) }} as lawsuit_free_level,
    -- place
    placed.point.lng,
    placed.point.lat,
    -- record
    {{ is_test_name(quoted('村名', 'placed')) }} as is_test,
    placed._is_deleted as is_deleted,
    placed._first_seen_at as first_seen_at,
    placed._updated_at as updated_at
from placed
left join names_before
    on placed._record_id = names_before._record_id
left join {{ ref('code_map') }} as kinds
    on {{ code_matches('kinds', 'xiangcun', '类型', quoted('类型', 'placed')) }}
left join {{ ref('code_map') }} as lawsuit_free_levels
    on {{ code_matches('lawsuit_free_levels', 'xiangcun', '无讼村', quoted('无讼村', 'placed')) }}
