select
    records.network,
    records.household_ref,
    crosswalk.resident_key,
    min(records.first_seen_at) as first_seen_at
from {{ ref('int_person_records') }} as records
inner join {{ source('identity', 'crosswalk') }} as crosswalk
    on
        records.network = crosswalk.network
        and records.stream = crosswalk.stream
        and records.source_record_id = crosswalk.source_record_id
where records.household_ref is not null and not records.is_deleted and not records.is_test
group by records.network, records.household_ref, crosswalk.resident_key
