with counted as (
    select matched_by as rule, count(*) as residents
    from linkage.identity.province_crosswalk
    where is_living
    group by matched_by
),

judged as (
    select rule, residents, {{ duowang.is_small_cell('residents', "'province'", 'rule') }} as is_suppressed
    from counted
)

select
    rule,
    case when not is_suppressed then residents end as residents,
    is_suppressed
from judged
order by rule
