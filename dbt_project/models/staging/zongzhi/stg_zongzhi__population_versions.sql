with versions as (
    select * from {{ landed_versions(source('zongzhi', 'zongzhi__population')) }}
)

select
    -- ids
    versions._record_id as source_record_id,
    versions._version as version_no,
    {{ clean_compact('versions.HH') }} as household_ref,
    {{ digits_code('versions.WGBH', [14, 15]) }} as grid_code,
    -- person
    {{ clean_compact('versions.XM') }} as name_text,
    {{ clean_text('versions.GMSFHM') }} as id_text,
    {{ possible_birth_date(parse_date_loose('versions.CSRQ'), 'versions._pulled_at') }} as birth_date,
    {{ clean_compact('versions.LXDH') }} as phone_text,
    {{ clean_text('versions.HJDZ') }} as registered_address_text,
    {{ clean_text('versions.XZDZ') }} as address_text,
    {{ code_value('sexes', 'versions.XBDM') }} as sex,
    {{ code_value('relations', 'versions.HZGX') }} as relation,
    {{ code_value('residences', 'versions.RKLX') }} as residence_kind,
    -- record
    {{ is_test_name('versions.XM') }} as is_test,
    versions._is_deleted or coalesce({{ clean_flag('versions.SCBZ') }}, false) as is_deleted,
    coalesce({{ clean_flag('versions.SCBZ') }}, false) as is_withdrawn,
    versions._is_newest as is_newest,
    versions._valid_from as valid_from,
    versions._valid_to as valid_to,
    versions._first_seen_at as first_seen_at,
    versions._updated_at as updated_at
from versions
left join {{ ref('code_map') }} as sexes
    on {{ code_matches('sexes', 'zongzhi', 'XBDM', 'versions.XBDM') }}
left join {{ ref('code_map') }} as relations
    on {{ code_matches('relations', 'zongzhi', 'HZGX', 'versions.HZGX') }}
left join {{ ref('code_map') }} as residences
    on {{ code_matches('residences', 'zongzhi', 'RKLX', 'versions.RKLX') }}
