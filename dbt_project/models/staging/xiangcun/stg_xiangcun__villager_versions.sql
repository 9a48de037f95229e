with versions as (
    select * from {{ landed_versions(source('xiangcun', 'xiangcun__村民')) }}
)

select
    -- ids
    versions._record_id as source_record_id,
    versions._version as version_no,
    {{ clean_compact('versions.村民编号') }} as villager_ref,
    {{ clean_compact('versions.户编号') }} as household_ref,
    -- person
    {{ clean_compact('versions.姓名') }} as name_text,
    {{ clean_text('versions.身份证号') }} as id_text,
    {{ possible_birth_date(parse_date_loose('versions.出生日期'), 'versions._pulled_at') }} as birth_date,
    {{ clean_compact('versions.联系电话') }} as phone_text,
    {{ code_value('sexes', 'versions.性别') }} as sex,
    relations.value as relation,
    {{ code_value('residences', 'versions.常住') }} as residence_kind,
    -- record
    {{ is_test_name('versions.姓名') }} as is_test,
    versions._is_deleted as is_deleted,
    false as is_withdrawn,
    versions._is_newest as is_newest,
    versions._valid_from as valid_from,
    versions._valid_to as valid_to,
    versions._first_seen_at as first_seen_at,
    versions._updated_at as updated_at
from versions
left join {{ ref('code_map') }} as sexes
    on {{ code_matches('sexes', 'xiangcun', '性别', 'versions.性别') }}
left join {{ ref('code_map') }} as relations
    on {{ code_matches('relations', 'xiangcun', '与户主关系', 'versions.与户主关系') }}
left join {{ ref('code_map') }} as residences
    on {{ code_matches('residences', 'xiangcun', '常住', 'versions.常住') }}
