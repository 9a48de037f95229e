with entries as (
    select
        {{ surrogate_key(["'xiangcun'", "'积分榜'", 'entries.source_record_id']) }} as entry_key,
        households.household_key,
        divisions.division_code,
        entries.points,
        coalesce(entries.listed, 'none') as listed,
        entries.entered_on,
        places.grid_code,
        {{ placed_in_household('places.grid_code', 'divisions.division_code') }} as placed_by
    from {{ ref('stg_xiangcun__points') }} as entries
    left join {{ ref('int_households') }} as households
        on households.network = 'xiangcun' and entries.household_ref = households.household_ref
    left join {{ ref('int_source_household_places') }} as places
        on places.network = 'xiangcun' and entries.household_ref = places.household_ref
    left join {{ ref('dim_division') }} as divisions
        on places.division_code = divisions.division_code
    where not entries.is_deleted and not entries.is_test
),

dated_entries as ( -- noqa: ST03
    select
        entry_key as record_key,
        grid_code,
        entered_on as on_day
    from entries
    where grid_code is not null
),

grid_versions as (
    select
        record_key,
        grid_key
    from {{ grids_of_the_day('dated_entries') }}
)

select
    entries.entry_key,
    entries.household_key,
    entries.division_code,
    entries.points,
    entries.listed,
    entries.entered_on,
    entries.grid_code,
    grid_versions.grid_key as grid_key_at_entry,
    entries.placed_by
from entries
left join grid_versions
    on entries.entry_key = grid_versions.record_key
