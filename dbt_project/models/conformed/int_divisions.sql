{{ config(tags=['pre_identity']) }}

with village_records as (
    select
        division_code,
        name_zh,
        town_name,
        former_names,
        lawsuit_free_level,
        kind,
        not is_deleted as is_listed,
        row_number() over (
            partition by division_code order by is_deleted asc, updated_at desc nulls last, source_record_id asc
        ) as precedence
    from {{ ref('stg_xiangcun__villages') }}
    where not is_test and division_code is not null
),

villages as (
    select
        division_code,
        name_zh,
        town_name,
        former_names,
        lawsuit_free_level,
        kind,
        is_listed
    from village_records
    where precedence = 1
),

community_records as (
    select
        division_code,
        name_zh,
        town_name,
        former_names,
        brand_zh,
        not is_deleted as is_listed,
        row_number() over (
            partition by division_code order by is_deleted asc, updated_at desc nulls last, source_record_id asc
        ) as precedence
    from {{ ref('stg_shequ__communities') }}
    where not is_test and division_code is not null
),

communities as (
    select
        division_code,
        name_zh,
        town_name,
        former_names,
        brand_zh,
        is_listed
    from community_records
    where precedence = 1
),

gridded as (
    select
        division_code,
        {{ commonest('division_name') }} as name_zh,
        {{ commonest('town_name') }} as town_name,
        case {{ commonest('kind') }} when 'village' then 'village' when 'urban' then 'community' end as kind,
        bool_or(is_current) as is_current
    from {{ ref('int_grids') }}
    group by division_code
),

codes as (
    select division_code from villages
    union
    select division_code from communities
    union
    select division_code from gridded
),

-- By the national rule for division codes the numbers below 200 of the last three digits are residents'
-- committees, and the numbers 001 to 099 of the middle three are streets.
described as (
    select
        codes.division_code,
        left(codes.division_code, 9) || '000' as town_code,
        substr(codes.division_code, 7, 3) between '001' and '099' as is_in_street,
        coalesce(
            case when villages.kind in ('village', 'community') then villages.kind end,
            case when communities.division_code is not null then 'community' end,
            gridded.kind,
            case when right(codes.division_code, 3) < '200' then 'community' else 'village' end
        ) as kind,
        coalesce(villages.name_zh, communities.name_zh, gridded.name_zh) as name_zh,
        coalesce(villages.town_name, communities.town_name, gridded.town_name) as town_name,
        coalesce(villages.former_names, {{ no_texts() }})
        || coalesce(communities.former_names, {{ no_texts() }}) as former_names,
        case
            when villages.lawsuit_free_level in ('pilot', 'demonstration') then villages.lawsuit_free_level
            else 'none'
        end as lawsuit_free_level,
        communities.brand_zh,
        coalesce(villages.is_listed, false) or coalesce(communities.is_listed, false) as is_listed,
        villages.division_code is null and communities.division_code is null as is_gridded_only,
        coalesce(gridded.is_current, false) as is_gridded
    from codes
    left join villages on codes.division_code = villages.division_code
    left join communities on codes.division_code = communities.division_code
    left join gridded on codes.division_code = gridded.division_code
),

-- A register that lists any division of a kind is taken to list all of them, so that a stale code in a grid
-- revives no village that was merged.
registered_kinds as (
    select distinct
        kind,
        is_in_street
    from described
    where is_listed
),

town_names as (
    select
        town_code,
        {{ commonest('town_name') }} as town_name_zh
    from described
    where town_name is not null
    group by town_code
)

select
    described.division_code,
    coalesce(described.name_zh, described.division_code) as name_zh,
    described.kind,
    described.town_code,
    town_names.town_name_zh,
    {{ other_names('described.former_names', 'described.name_zh') }} as former_names,
    described.lawsuit_free_level,
    described.brand_zh,
    described.is_listed or (
        described.is_gridded_only and described.is_gridded and registered_kinds.kind is null
    ) as is_current,
    described.is_in_street
from described
left join registered_kinds
    on described.kind = registered_kinds.kind and described.is_in_street = registered_kinds.is_in_street
left join town_names
    on described.town_code = town_names.town_code
