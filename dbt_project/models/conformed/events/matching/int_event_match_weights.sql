with known_pairs as (
    select
        standing,
        place_level,
        time_level,
        type_level,
        text_level,
        case when hint != 'none' then hint || ' ' || hint_level end as hint_level
    from {{ ref('int_event_match_pairs') }}
    where standing in ('match', 'chance')
),

known_levels as (
    select
        standing,
        comparison,
        level
    from known_pairs
    unpivot (level for comparison in (place_level, time_level, type_level, text_level, hint_level))
),

counts as (
    select
        replace(comparison, '_level', '') as comparison,
        level,
        count(*) filter (where standing = 'match') as matches,
        count(*) filter (where standing = 'chance') as chances
    from known_levels
    group by comparison, level
),

levels as (
    select
        levels.comparison,
        levels.family,
        levels.level,
        levels.match_share,
        levels.chance_share,
        coalesce(counts.matches, 0) as matches,
        coalesce(counts.chances, 0) as chances
    from {{ ref('event_match_levels') }} as levels
    left join counts
        on
            levels.comparison = counts.comparison
            and case levels.comparison when 'hint' then levels.family || ' ' || levels.level else levels.level end
            = counts.level
),

-- What the known pairs say, steadied by the shares that the seed expects.
shares as (
    select
        levels.comparison,
        levels.family,
        levels.level,
        levels.matches,
        levels.chances,
        (levels.matches + levels.match_share * settings.pseudo_matches)
        / (sum(levels.matches) over same_family + settings.pseudo_matches) as match_share,
        (levels.chances + levels.chance_share * settings.pseudo_chances)
        / (sum(levels.chances) over same_family + settings.pseudo_chances) as chance_share
    from levels
    cross join {{ ref('event_match_settings') }} as settings
    window same_family as (partition by levels.comparison, levels.family)
)

select
    comparison,
    family,
    level,
    matches,
    chances,
    match_share,
    chance_share,
    case comparison
        when 'hint' then greatest(-2.0, least(3.0, ln(match_share / chance_share)))
        when 'text' then greatest(-2.5, least(4.5, ln(match_share / chance_share)))
        else greatest(-7.0, least(7.0, ln(match_share / chance_share)))
    end as weight
from shares
