select
    -- ids
    source_record_id,
    household_ref,
    -- person
    name_text,
    id_text,
    birth_date,
    phone_text,
    sex,
    resident_type,
    -- times
    moved_in_at,
    moved_out_at,
    -- record
    is_test,
    is_deleted,
    first_seen_at,
    updated_at
from {{ ref('stg_shequ__resident_versions') }}
where is_newest
