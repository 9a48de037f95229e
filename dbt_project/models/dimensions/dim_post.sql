with posts as (
    select
        post_code,
        kind,
        role,
        partner_post_code,
        grid_code,
        holder_record_id is not null as is_held,
        valid_from,
        valid_to
    from {{ ref('stg_zongzhi__posts') }}
    where not is_deleted and not is_test
),

-- The code of an old grid cut into several names no grid in force: such a post keeps its pair's grid, or none.
placed as (
    select
        posts.*,
        map.current_grid_code,
        case map.current_grid_code when posts.grid_code then 'grid_code' else 'old_grid_code' end as coded_by
    from posts
    left join {{ ref('int_grid_code_map') }} as map
        on posts.grid_code = map.any_code and map.successor_count = 1
)

select
    placed.post_code,
    placed.kind,
    placed.role,
    partners.post_code as partner_post_code,
    coalesce(placed.current_grid_code, partners.current_grid_code) as grid_code,
    placed.is_held and {{ is_in_term('placed', 'moment.as_of_date') }} as is_filled,
    {{ is_in_term('placed', 'moment.as_of_date') }} as is_current,
    placed.valid_from,
    placed.valid_to,
    case
        when placed.current_grid_code is not null then placed.coded_by
        when partners.current_grid_code is not null then 'partner_post'
        else 'none'
    end as placed_by
from placed
cross join {{ ref('int_as_of') }} as moment
left join placed as partners
    on placed.partner_post_code = partners.post_code and placed.post_code != partners.post_code
