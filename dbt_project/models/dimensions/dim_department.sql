with departments as (
    select
        department_code,
        name_zh
    from {{ ref('int_department_map') }}
    where is_own_code
),

parents as (
    select
        department_code,
        parent_code
    from {{ ref('stg_zongzhi__departments') }}
    where not is_deleted and not is_test
)

select
    departments.department_code,
    departments.name_zh,
    known_parents.department_code as parent_code
from departments
left join parents
    on departments.department_code = parents.department_code
left join departments as known_parents
    on parents.parent_code = known_parents.department_code and departments.department_code != parents.parent_code
