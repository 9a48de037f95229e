with versions as (
    select * from {{ landed_versions(source('shequ', 'shequ__residents')) }}
)

select
    -- ids
    versions._record_id as source_record_id,
    versions._version as version_no,
    {{ clean_compact(quoted('householdId', 'versions')) }} as household_ref,
    -- person
    {{ clean_compact(quoted('fullName', 'versions')) }} as name_text,
    {{ clean_text(quoted('idCard', 'versions')) }} as id_text,
    {{ possible_birth_date(parse_date_loose('versions.birthday'), 'versions._pulled_at') }} as birth_date,
    {{ clean_compact('versions.mobile') }} as phone_text,
    {{ code_value('sexes', 'versions.gender') }} as sex,
    {{ clean_text(quoted('residentType', 'versions')) }} as resident_type,
    -- times
    {{ epoch_millis(quoted('moveInTime', 'versions')) }} as moved_in_at,
    {{ epoch_millis(quoted('moveOutTime', 'versions')) }} as moved_out_at,
    -- record
    {{ is_test_name(quoted('fullName', 'versions')) }} as is_test,
    versions._is_deleted or coalesce({{ clean_flag(quoted('delFlag', 'versions')) }}, false) as is_deleted,
    coalesce({{ clean_flag(quoted('delFlag', 'versions')) }}, false) as is_withdrawn,
    versions._is_newest as is_newest,
    versions._valid_from as valid_from,
    versions._valid_to as valid_to,
    versions._first_seen_at as first_seen_at,
    versions._updated_at as updated_at
from versions
left join {{ ref('code_map') }} as sexes
    on {{ code_matches('sexes', 'shequ', 'gender', 'versions.gender') }}
