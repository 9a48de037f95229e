{{ config(tags=['pre_identity']) }}

with names as (
    select
        division_code,
        town_code,
        town_name_zh,
        is_current,
        name_zh,
        true as is_current_name
    from {{ ref('int_divisions') }}
    union all
    select
        division_code,
        town_code,
        town_name_zh,
        is_current,
        {{ a_row_each('former_names') }} as name_zh,
        false as is_current_name
    from {{ ref('int_divisions') }}
),

shortened as (
    select
        division_code,
        town_code,
        town_name_zh,
        is_current,
        name_zh,
        {{ division_short_name('name_zh') }} as short_name,
        is_current_name
    from names
)

select
    division_code,
    town_code,
    town_name_zh,
    name_zh,
    short_name,
    is_current_name,
    min(division_code) over (partition by town_code, short_name)
    = max(division_code) over (partition by town_code, short_name) as is_unique_in_town,
    min(division_code) over (partition by short_name)
    = max(division_code) over (partition by short_name) as is_unique_in_county
from shortened
where is_current
