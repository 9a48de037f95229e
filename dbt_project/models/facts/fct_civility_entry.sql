select
    {{ surrogate_key(["'xiangcun'", "'积分榜'", 'entries.source_record_id']) }} as entry_key,
    households.household_key,
    divisions.division_code,
    entries.points,
    coalesce(entries.listed, 'none') as listed,
    entries.entered_on
from {{ ref('stg_xiangcun__points') }} as entries
left join {{ ref('int_households') }} as households
    on households.network = 'xiangcun' and entries.household_ref = households.household_ref
left join {{ ref('int_source_household_places') }} as places
    on places.network = 'xiangcun' and entries.household_ref = places.household_ref
left join {{ ref('dim_division') }} as divisions
    on places.division_code = divisions.division_code
where not entries.is_deleted and not entries.is_test
