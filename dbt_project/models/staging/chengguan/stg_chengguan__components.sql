with landed as (
    select * from {{ landed_latest(source('chengguan', 'chengguan__components')) }}
),

placed as (
    select
        *,
        {{ gcj02_to_wgs84(repaired_point(parse_degrees('x'), parse_degrees('y'))) }} as point
    from landed
)

select
    -- ids
    placed._record_id as source_record_id,
    {{ clean_code('placed._record_id') }} as component_code,
    {{ digits_code(quoted('unitGrid', 'placed'), [14]) }} as unit_grid_code,
    {{ clean_code(quoted('deptCode', 'placed')) }} as department_code,
    -- names and kinds
    {{ clean_text('placed.name') }} as name_zh,
    {{ code_value('states', 'placed.state') }} as state,
    -- place
    placed.point.lng,
    placed.point.lat,
    -- record
    coalesce({{ clean_flag('placed.archived') }}, false) as is_archived,
    {{ is_test_name('placed.name') }} as is_test,
    placed._is_deleted as is_deleted,
    placed._first_seen_at as first_seen_at,
    placed._updated_at as updated_at
from placed
left join {{ ref('code_map') }} as states
    on {{ code_matches('states', 'chengguan', 'state', 'placed.state') }}
