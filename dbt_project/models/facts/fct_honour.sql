with villagers as (
    select
        villager_ref,
        household_ref,
        row_number() over (partition by villager_ref order by is_deleted, source_record_id) as precedence
    from {{ ref('stg_xiangcun__villagers') }}
    where villager_ref is not null
)

select
    {{ surrogate_key(["'xiangcun'", "'荣誉'", 'honours.source_record_id']) }} as honour_key,
    honours.title,
    divisions.division_code,
    honours.award_year as year
from {{ ref('stg_xiangcun__honours') }} as honours
left join villagers
    on honours.villager_ref = villagers.villager_ref and villagers.precedence = 1
left join {{ ref('int_source_household_places') }} as places
    on places.network = 'xiangcun' and villagers.household_ref = places.household_ref
left join {{ ref('dim_division') }} as divisions
    on places.division_code = divisions.division_code
where not honours.is_deleted and not honours.is_test
