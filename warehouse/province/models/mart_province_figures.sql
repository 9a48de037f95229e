-- A number of kinds is no sum: a kind that two counties have is one kind.
with kinds as (
    {%- for county in counties %}
    select 'volunteer_group_kinds' as figure, kind from {{ county.catalog }}.marts.dim_volunteer_group
    union all
    select 'volunteer_actions' as figure, action_kind as kind from {{ county.catalog }}.marts.fct_volunteer_action
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

kind_counts as (
    select figure, count(distinct kind) as value
    from kinds
    where kind <> 'unmapped'
    group by figure
),

together as (
    select
        figure,
        min(sort_order) as sort_order,
        min(name_zh) as name_zh,
        min(name_en) as name_en,
        min(unit) as unit,
        sum(value) as value,
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(denominator) as bigint) as denominator,
        count(*) as counties,
        min(definition_zh) as definition_zh,
        min(definition_en) as definition_en,
        min(as_of) as as_of
    from hub.marts.mart_published_figures
    group by figure
)

select
    together.figure,
    together.sort_order,
    together.name_zh,
    together.name_en,
    together.unit,
    case
        when together.unit = 'percent'
            then {{ duowang.percent_half_up('together.numerator', 'together.denominator', 'coalesce(decimals.decimals, 2)') }}
        else coalesce(kind_counts.value, together.value)
    end as value,
    together.numerator,
    together.denominator,
    together.counties,
    together.definition_zh,
    together.definition_en,
    together.as_of
from together
left join kind_counts on together.figure = kind_counts.figure
left join read_csv({{ figures_file | quoted }}) as decimals on together.figure = decimals.figure
order by together.sort_order, together.figure
