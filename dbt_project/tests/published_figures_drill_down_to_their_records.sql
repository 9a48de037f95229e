-- Every count, and both sides of every rate, is the number of distinct keys among its records.
with parts as (
    select
        figure,
        'counted' as part,
        cast(value as bigint) as stated
    from {{ ref('mart_published_figures') }}
    where unit = 'count'
    union all
    select
        figure,
        'numerator' as part,
        numerator as stated
    from {{ ref('mart_published_figures') }}
    where unit = 'percent'
    union all
    select
        figure,
        'denominator' as part,
        denominator as stated
    from {{ ref('mart_published_figures') }}
    where unit = 'percent'
),

listed as (
    select
        figure,
        part,
        count(distinct counted_key) as listed
    from {{ ref('mart_published_figure_records') }}
    group by figure, part
)

select
    parts.figure,
    parts.part,
    parts.stated,
    coalesce(listed.listed, 0) as listed
from parts
left join listed
    on parts.figure = listed.figure and parts.part = listed.part
where parts.stated is distinct from coalesce(listed.listed, 0)
