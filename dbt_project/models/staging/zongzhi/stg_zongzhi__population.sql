select
    -- ids
    source_record_id,
    household_ref,
    grid_code,
    -- person
    name_text,
    id_text,
    birth_date,
    phone_text,
    registered_address_text,
    address_text,
    sex,
    relation,
    residence_kind,
    -- record
    is_test,
    is_deleted,
    first_seen_at,
    updated_at
from {{ ref('stg_zongzhi__population_versions') }}
where is_newest
