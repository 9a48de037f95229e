with landed as (
    select * from {{ landed_latest(source('chengguan', 'chengguan__unitgrids')) }}
),

ringed as (
    select
        *,
        {{ ring_to_wgs84('ring') }} as points
    from landed
)

select
    -- ids
    _record_id as source_record_id,
    {{ digits_code('_record_id', [14]) }} as unit_grid_code,
    {{ digits_code(quoted('dutyGridCode'), [14, 15]) }} as duty_grid_code,
    -- names
    {{ clean_text('name') }} as name_zh,
    -- place
    try_cast({{ clean_code(quoted('areaM2')) }} as double) as area_m2,
    {{ polygon_of_ring('points') }} as boundary_wkt,
    -- record
    coalesce({{ clean_flag('archived') }}, false) as is_archived,
    {{ is_test_name('name') }} as is_test,
    _is_deleted as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from ringed
