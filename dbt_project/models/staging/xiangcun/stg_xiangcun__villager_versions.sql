with versions as (
    select * from {{ landed_versions(source('xiangcun', 'xiangcun__村民')) }}
)

select
    -- ids
    versions._record_id as source_record_id,
    versions._version as version_no,
    {{ clean_compact(quoted('村民编号', 'versions')) }} as villager_ref,
    {{ clean_compact(quoted('户编号', 'versions')) }} as household_ref,
    -- person
    {{ clean_compact(quoted('姓名', 'versions')) }} as name_text,
    {{ clean_text(quoted('身份证号', 'versions')) }} as id_text,
    {{ possible_birth_date(parse_date_loose(quoted('出生日期', 'versions')), 'versions._pulled_at') }} as birth_date,
    {{ clean_compact(quoted('联系电话', 'versions')) }} as phone_text,
    {{ code_value('sexes', quoted('性别', 'versions')) }} as sex,
    relations.value as relation,
    {{ code_value('residences', quoted('常住', 'versions')) }} as residence_kind,
    -- record
    {{ is_test_name(quoted('姓名', 'versions')) }} as is_test,
    versions._is_deleted as is_deleted,
    false as is_withdrawn,
    versions._is_newest as is_newest,
    versions._valid_from as valid_from,
    versions._valid_to as valid_to,
    versions._first_seen_at as first_seen_at,
    versions._updated_at as updated_at
from versions
left join {{ ref('code_map') }} as sexes
    on {{ code_matches('sexes', 'xiangcun', '性别', quoted('性别', 'versions')) }}
left join {{ ref('code_map') }} as relations
    on {{ code_matches('relations', 'xiangcun', '与户主关系', quoted('与户主关系', 'versions')) }}
left join {{ ref('code_map') }} as residences
    on {{ code_matches('residences', 'xiangcun', '常住', quoted('常住', 'versions')) }}
