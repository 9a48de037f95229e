with governance as (
    select
        department_code,
        name_zh
    from {{ ref('stg_zongzhi__departments') }}
    where not is_deleted and not is_test and department_code is not null
),

-- A name that two departments share names neither.
named as (
    select
        name_zh,
        min(department_code) as department_code
    from governance
    where name_zh is not null
    group by name_zh
    having count(distinct department_code) = 1
),

city as (
    select
        city.department_code as source_code,
        city.name_zh,
        coalesce(linked.department_code, named.department_code, 'CG-' || city.department_code) as department_code,
        linked.department_code is null and named.department_code is null as is_own_code
    from {{ ref('stg_chengguan__departments') }} as city
    left join governance as linked
        on city.zongzhi_department_code = linked.department_code
    left join named
        on city.name_zh = named.name_zh
    where not city.is_deleted and not city.is_test and city.department_code is not null
)

select
    'zongzhi' as network,
    department_code as source_code,
    department_code,
    name_zh,
    true as is_own_code
from governance
union all
select
    'chengguan' as network,
    source_code,
    department_code,
    name_zh,
    is_own_code
from city
