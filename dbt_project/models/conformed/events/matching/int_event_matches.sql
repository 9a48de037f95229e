with weights as (
    select
        comparison,
        family,
        level,
        weight
    from {{ ref('int_event_match_weights') }}
),

usual_block as (
    select coalesce(avg(candidates), 20) as candidates
    from {{ ref('int_event_match_pairs') }}
    where is_hinted
),

-- To which platforms those lead that name none: as the known ones do.
open_shares as (
    select
        asking_network,
        asked_network,
        count(distinct asking_key) as asking_reports
    from {{ ref('int_event_match_pairs') }}
    where hint = 'open' and standing = 'match'
    group by asking_network, asked_network
),

open_priors as (
    select
        shares.asking_network,
        shares.asked_network,
        settings.named_prior
        * (shares.asking_reports + settings.pseudo_matches / 3)
        / (sum(shares.asking_reports) over (partition by shares.asking_network) + settings.pseudo_matches)
            as prior_share
    from open_shares as shares
    cross join {{ ref('event_match_settings') }} as settings
),

weighted_pairs as (
    select
        pairs.*,
        places.weight + times.weight + types.weight + texts.weight + hints.weight as weight,
        case
            when pairs.hint = 'named' then settings.named_prior
            when pairs.hint = 'open' then coalesce(open_priors.prior_share, settings.open_prior)
            else settings.unhinted_prior
        end as prior_share,
        case when pairs.is_deleted then settings.deleted_share else 1 end as standing_share,
        case
            when pairs.is_hinted then greatest(pairs.candidates, usual_block.candidates)
            else usual_block.candidates
        end as block_size
    from {{ ref('int_event_match_pairs') }} as pairs
    cross join {{ ref('event_match_settings') }} as settings
    cross join usual_block
    left join open_priors
        on
            pairs.asking_network = open_priors.asking_network
            and pairs.asked_network = open_priors.asked_network
    inner join weights as places
        on places.comparison = 'place' and pairs.place_level = places.level
    inner join weights as times
        on times.comparison = 'time' and pairs.time_level = times.level
    inner join weights as types
        on types.comparison = 'type' and pairs.type_level = types.level
    inner join weights as texts
        on texts.comparison = 'text' and pairs.text_level = texts.level
    inner join weights as hints
        on hints.comparison = 'hint' and pairs.hint = hints.family and pairs.hint_level = hints.level
    where pairs.standing = 'open'
),

oriented_pairs as (
    select
        least(asking_group, asked_group) as left_group,
        greatest(asking_group, asked_group) as right_group,
        case when asking_group < asked_group then asking_key else asked_key end as left_key,
        case when asking_group < asked_group then asked_key else asking_key end as right_key,
        case when asking_group < asked_group then asking_network else asked_network end as left_network,
        case when asking_group < asked_group then asked_network else asking_network end as right_network,
        is_hinted,
        weight,
        -- exact numbers, so that their sum does not depend on the order in which threads add them
        cast(exp(weight) * prior_share / (1 - prior_share) * standing_share / block_size as decimal(38, 12)) as odds
    from weighted_pairs
),

-- Two groups of reports are as likely one matter as the best pair between them.
ranked_oriented_pairs as (
    select
        left_group,
        right_group,
        left_key,
        right_key,
        left_network,
        right_network,
        bool_or(is_hinted) over (partition by left_group, right_group) as is_hinted,
        max(odds) over (partition by left_group, right_group) as odds,
        row_number() over (
            partition by left_group, right_group order by weight desc, left_key asc, right_key asc, is_hinted desc
        ) as precedence
    from oriented_pairs
),

group_pairs as (
    select
        left_group,
        right_group,
        left_key,
        right_key,
        left_network,
        right_network,
        is_hinted,
        odds
    from ranked_oriented_pairs
    where precedence = 1
),

-- Each pair as either of its groups sees it. One pass over pairs seen twice is read once by an engine that works
-- a relation out anew wherever it is named.
seen_pairs as (
    select
        *,
        {{ a_row_each(list_of(["'left'", "'right'"])) }} as side
    from group_pairs
),

rivalries as (
    select
        left_group,
        right_group,
        left_key,
        right_key,
        left_network,
        right_network,
        is_hinted,
        odds,
        sum(odds) over (
            partition by
                case side when 'left' then left_group else right_group end,
                case side when 'left' then right_network else left_network end
        ) as all_odds
    from seen_pairs
),

-- Against everybody else who could be meant on either side, and against nobody.
likely_pairs as (
    select
        left_group,
        right_group,
        left_key,
        right_key,
        left_network,
        right_network,
        is_hinted,
        {{ rounded('cast(odds as double) / cast(1 + sum(all_odds) - odds as double)', 9) }} as match_probability
    from rivalries
    group by left_group, right_group, left_key, right_key, left_network, right_network, is_hinted, odds
),

doubtful_pairs as (
    select
        pairs.*,
        pairs.match_probability
        >= case when pairs.is_hinted then settings.accept_from else settings.accept_unhinted_from end as is_sure
    from likely_pairs as pairs
    cross join {{ ref('event_match_settings') }} as settings
    where pairs.match_probability >= settings.review_from
),

choices as (
    select
        *,
        {{ a_row_each(list_of(["'left'", "'right'"])) }} as side
    from doubtful_pairs
),

oriented_choices as (
    select
        *,
        case side when 'left' then left_group else right_group end as one_group,
        case side when 'left' then right_group else left_group end as other_group,
        case side when 'left' then right_network else left_network end as other_network
    from choices
),

ranked_choices as (
    select
        *,
        row_number() over (
            partition by one_group, other_network order by match_probability desc, other_group asc
        ) as rank_in_network,
        row_number() over (
            partition by one_group order by match_probability desc, other_group asc
        ) as rank_of_all
    from oriented_choices
),

-- Each must be the other's best.
ranked_pairs as (
    select
        left_group,
        right_group,
        left_key,
        right_key,
        is_hinted,
        match_probability,
        is_sure,
        max(rank_in_network) = 1 as is_best_of_networks,
        max(rank_of_all) = 1 as is_best_of_all
    from ranked_choices
    group by left_group, right_group, left_key, right_key, is_hinted, match_probability, is_sure
),

chosen_pairs as ( -- noqa: ST03
    select
        left_group,
        right_group
    from ranked_pairs
    where is_sure and is_best_of_networks
),

components as (
    select
        node as group_key,
        label
    from {{ connected_components('chosen_pairs', 'left_group', 'right_group') }}
),

group_networks as (
    select distinct
        group_key,
        network
    from {{ ref('int_event_reference_groups') }}
),

crowded_networks as (
    select
        components.label,
        group_networks.network
    from components
    inner join group_networks
        on components.group_key = group_networks.group_key
    group by components.label, group_networks.network
    having count(*) > 1
),

-- Where the chosen pairs would bring two records of one platform together, only the best pair stands.
crowded_components as (
    select label
    from crowded_networks
    group by label
)

select
    ranked_pairs.left_key,
    ranked_pairs.right_key,
    ranked_pairs.left_group,
    ranked_pairs.right_group,
    ranked_pairs.is_hinted,
    ranked_pairs.match_probability,
    ranked_pairs.is_sure
    and ranked_pairs.is_best_of_networks
    and (crowded_components.label is null or ranked_pairs.is_best_of_all) as is_joined
from ranked_pairs
left join components
    on ranked_pairs.left_group = components.group_key
left join crowded_components
    on components.label = crowded_components.label
