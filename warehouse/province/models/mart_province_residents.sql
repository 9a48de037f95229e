with person as (
    select
        person_key,
        count(distinct county_code) as counties_known_in
    from resident_now
    group by person_key
),

counted as (
    select
        counties_known_in,
        count(*) as residents
    from person
    group by counties_known_in
),

judged as (
    select
        counties_known_in,
        residents,
        {{ duowang.is_small_cell('residents', "'province'", 'counties_known_in') }} as is_suppressed
    from counted
)

select
    counties_known_in,
    case when not is_suppressed then residents end as residents,
    is_suppressed
from judged
order by counties_known_in
