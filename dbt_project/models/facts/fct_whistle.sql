with whistles as (
    select
        {{ surrogate_key(["'zongzhi'", "'whistle'", 'source_record_id']) }} as whistle_key,
        division_code,
        matter_code,
        department_codes,
        whistled_at,
        reported_in_at,
        solved_at
    from {{ ref('stg_zongzhi__whistles') }}
    where not is_deleted and not is_test
)

select
    whistle_key,
    division_code,
    matter_code,
    department_codes as departments,
    whistled_at,
    reported_in_at,
    solved_at,
    solved_at is not null as is_solved,
    cast({{ hours_between('whistled_at', 'reported_in_at') }} as double) as hours_to_report_in
from whistles
