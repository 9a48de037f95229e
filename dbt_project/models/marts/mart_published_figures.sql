with figure_counts as (
    select
        figure,
        value
    from {{ ref('figure_counts__events') }}
    union all
    select
        figure,
        value
    from {{ ref('figure_counts__field_work') }}
    union all
    select
        figure,
        value
    from {{ ref('figure_counts__places') }}
    union all
    select
        figure,
        value
    from {{ ref('figure_counts__people') }}
),

-- The list of figures leads, so that an empty source gives a zero and never a missing row.
defined_figures as (
    select
        figures.figure,
        figures.sort_order,
        figures.name_zh,
        figures.name_en,
        figures.unit,
        figures.is_at_least,
        figures.decimals,
        figures.published_value,
        figures.definition_zh,
        figures.definition_en,
        case when figures.unit = 'count' then coalesce(own_count.value, 0) end as counted,
        case when figures.unit = 'percent' then coalesce(numerators.value, 0) end as numerator,
        case when figures.unit = 'percent' then coalesce(denominators.value, 0) end as denominator
    from {{ ref('published_figures') }} as figures
    left join figure_counts as own_count
        on figures.figure = own_count.figure
    left join figure_counts as numerators
        on figures.numerator_figure = numerators.figure
    left join figure_counts as denominators
        on figures.denominator_figure = denominators.figure
),

computed_figures as (
    select
        figure,
        sort_order,
        name_zh,
        name_en,
        unit,
        is_at_least,
        published_value,
        numerator,
        denominator,
        definition_zh,
        definition_en,
        case
            when unit = 'percent' then {{ percent_half_up('numerator', 'denominator', 'decimals') }}
            else cast(counted as decimal(12, 2))
        end as value
    from defined_figures
)

select
    figures.figure,
    figures.sort_order,
    figures.name_zh,
    figures.name_en,
    figures.unit,
    figures.is_at_least,
    figures.value,
    figures.numerator,
    figures.denominator,
    figures.published_value,
    cast(
        case
            when figures.is_at_least then greatest(0, figures.published_value - figures.value)
            else figures.value - figures.published_value
        end as decimal(12, 2)
    ) as difference,
    figures.definition_zh,
    figures.definition_en,
    moment.as_of_date as as_of
from computed_figures as figures
left join {{ ref('int_as_of') }} as moment on true
