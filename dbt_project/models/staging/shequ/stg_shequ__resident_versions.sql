with versions as (
    select * from {{ landed_versions(source('shequ', 'shequ__residents')) }}
)

select
    -- ids
    versions._record_id as source_record_id,
    versions._version as version_no,
    {{ clean_compact('versions."householdId"') }} as household_ref,
    -- person
    {{ clean_compact('versions."fullName"') }} as name_text,
    {{ clean_text('versions."idCard"') }} as id_text,
    {{ possible_birth_date(parse_date_loose('versions.birthday'), 'versions._pulled_at') }} as birth_date,
    {{ clean_compact('versions.mobile') }} as phone_text,
    {{ code_value('sexes', 'versions.gender') }} as sex,
    {{ clean_text('versions."residentType"') }} as resident_type,
    -- times
    {{ epoch_millis('versions."moveInTime"') }} as moved_in_at,
    {{ epoch_millis('versions."moveOutTime"') }} as moved_out_at,
    -- record
    {{ is_test_name('versions."fullName"') }} as is_test,
    versions._is_deleted or coalesce({{ clean_flag('versions."delFlag"') }}, false) as is_deleted,
    coalesce({{ clean_flag('versions."delFlag"') }}, false) as is_withdrawn,
    versions._is_newest as is_newest,
    versions._valid_from as valid_from,
    versions._valid_to as valid_to,
    versions._first_seen_at as first_seen_at,
    versions._updated_at as updated_at
from versions
left join {{ ref('code_map') }} as sexes
    on {{ code_matches('sexes', 'shequ', 'gender', 'versions.gender') }}
