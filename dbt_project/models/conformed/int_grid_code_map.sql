{{ config(tags=['pre_identity']) }}

with recursive cuts as (
    select
        unnest(predecessor_codes) as old_code,
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
        reached.any_code,
        cuts.new_code as reached_code
    from reached
    inner join cuts
        on reached.reached_code = cuts.old_code
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
