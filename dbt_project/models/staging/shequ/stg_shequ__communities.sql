with versions as (
    select * from {{ landed_versions(source('shequ', 'shequ__communities')) }}
),

names_before as (
    select
        _record_id,
        array_agg(distinct {{ clean_compact(quoted('communityName')) }}) as names
    from versions
    where not _is_newest
    group by _record_id
)

select
    -- ids
    versions._record_id as source_record_id,
    {{ digits_code(quoted('communityCode', 'versions'), [12]) }} as division_code,
    -- names
    {{ clean_compact(quoted('communityName', 'versions')) }} as name_zh,
    coalesce(names_before.names, {{ no_texts() }}) as former_names,
    {{ clean_text('versions.brand') }} as brand_zh,
    {{ clean_compact(quoted('streetName', 'versions')) }} as town_name,
    -- record
    {{ is_test_name(quoted('communityName', 'versions')) }} as is_test,
    versions._is_deleted or coalesce({{ clean_flag(quoted('delFlag', 'versions')) }}, false) as is_deleted,
    versions._first_seen_at as first_seen_at,
    versions._updated_at as updated_at
from versions
left join names_before
    on versions._record_id = names_before._record_id
where versions._is_newest
