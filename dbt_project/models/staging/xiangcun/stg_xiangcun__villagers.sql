select
    -- ids
    source_record_id,
    villager_ref,
    household_ref,
    -- person
    name_text,
    id_text,
    birth_date,
    phone_text,
    sex,
    relation,
    residence_kind,
    -- record
    is_test,
    is_deleted,
    first_seen_at,
    updated_at
from {{ ref('stg_xiangcun__villager_versions') }}
where is_newest
