with landed as (
    select * from {{ landed_latest(source('shequ', 'shequ__property-companies')) }}
)

select
    -- ids
    landed._record_id as source_record_id,
    nullif(regexp_extract({{ clean_code(quoted('creditCode', 'landed')) }}, '^[0-9A-Z]{18}$', 0), '') as credit_code,
    -- names and kinds
    {{ clean_text(quoted('companyName', 'landed')) }} as name_zh,
    {{ split_codes('landed.estates') }} as estates,
    {{ code_value('lists', 'landed.listed') }} as listed,
    {{ clean_flag('landed.interviewed') }} as interviewed,
    -- times
    {{ epoch_millis(quoted('listedTime', 'landed')) }} as listed_at,
    {{ epoch_millis(quoted('interviewTime', 'landed')) }} as interviewed_at,
    -- record
    {{ is_test_name(quoted('companyName', 'landed')) }} as is_test,
    landed._is_deleted or coalesce({{ clean_flag(quoted('delFlag', 'landed')) }}, false) as is_deleted,
    landed._first_seen_at as first_seen_at,
    landed._updated_at as updated_at
from landed
left join {{ ref('code_map') }} as lists
    on {{ code_matches('lists', 'shequ', 'listed', 'landed.listed') }}
