{{ config(tags=['pre_identity']) }}

with cuts as (
    select
        {{ a_row_each('predecessor_codes') }} as old_code,
        grid_code as new_code
    from {{ ref('int_grids') }}
),

known_codes as (
    select grid_code as any_code
    from {{ ref('int_grids') }}
    union
    select old_code as any_code
    from cuts
),

reached as (
    select
        any_code,
        any_code as reached_code
    from known_codes
    union
    select
        node as any_code,
        reached as reached_code
    from {{ reachable('cuts', 'old_code', 'new_code') }}
)

select
    reached.any_code,
    grids.grid_code as current_grid_code,
    grids.division_code,
    count(*) over (partition by reached.any_code) as successor_count
from reached
inner join {{ ref('int_grids') }} as grids
    on reached.reached_code = grids.grid_code
where grids.is_current
