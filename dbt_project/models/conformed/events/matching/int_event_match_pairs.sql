-- Who asks for a counterpart. A hint whose counterpart is known teaches what counterparts look like.
with asking_sides as (
    select
        report_key,
        happened_on,
        match_days,
        division_code,
        x,
        y
    from {{ ref('int_event_match_sides') }}
    where hint != 'none'
),

asked_moments as (
    select
        report_key,
        division_code,
        x,
        y,
        {{ a_row_each(days('happened_on - match_days', 'happened_on + match_days')) }} as moment
    from asking_sides
),

asked_days as (
    select
        report_key,
        division_code,
        x,
        y,
        cast(moment as date) as asked_on
    from asked_moments
),

-- In one division, or near each other over its border, or of unknown place.
neighbours as (
    select
        asked_days.report_key as asking_key,
        sides.report_key as asked_key
    from asked_days
    inner join {{ ref('int_event_match_sides') }} as sides
        on
            asked_days.asked_on = sides.happened_on
            and asked_days.division_code = sides.division_code

    union

    select
        asked_days.report_key as asking_key,
        sides.report_key as asked_key
    from asked_days
    inner join {{ ref('int_event_match_sides') }} as sides
        on
            asked_days.asked_on = sides.happened_on
            and sides.x between asked_days.x - 1200 and asked_days.x + 1200
            and sides.y between asked_days.y - 1200 and asked_days.y + 1200

    union

    select
        asked_days.report_key as asking_key,
        sides.report_key as asked_key
    from asked_days
    inner join {{ ref('int_event_match_sides') }} as sides
        on asked_days.asked_on = sides.happened_on
    where
        (asked_days.division_code is null and asked_days.x is null)
        or (sides.division_code is null and sides.x is null)
),

hinted_pairs as (
    select
        asking.report_key as asking_key,
        asked.report_key as asked_key,
        asked.network as asked_network,
        case
            when not asking.is_settled then 'open'
            when asking.group_key = asked.group_key then 'match'
            else 'chance'
        end as standing
    from neighbours
    inner join {{ ref('int_event_match_sides') }} as asking
        on neighbours.asking_key = asking.report_key
    inner join {{ ref('int_event_match_sides') }} as asked
        on neighbours.asked_key = asked.report_key
    where
        asking.network != asked.network
        and coalesce(asking.named_network = asked.network, true)
        and abs({{ days_between('asking.happened_on', 'asked.happened_on') }}) <= asked.match_days
        and case
            when not asking.is_settled
                then
                    not {{ lists_meet('asking.group_networks', 'asked.group_networks') }}
                    and {{ numbers_allow('asking', 'asked') }}
                    and {{ numbers_allow('asked', 'asking') }}
            else
                array_contains(asking.group_networks, asked.network)
                and (asking.group_key = asked.group_key or not array_contains(asked.group_networks, asking.network))
        end
),

-- Nobody asks: only what lies within a few steps and hours of each other is looked at.
pointed_sides as (
    select
        report_key,
        network,
        happened_at,
        happened_on,
        x,
        y,
        cast(floor(x / 60) as bigint) as cell_x,
        cast(floor(y / 60) as bigint) as cell_y
    from {{ ref('int_event_match_sides') }}
    where x is not null and (hint = 'none' or is_settled)
),

cells_beside as (
    select
        report_key,
        network,
        x,
        y,
        happened_at,
        {{ a_row_each(list_of(['cell_x - 1', 'cell_x', 'cell_x + 1'])) }} as cell_x,
        cell_y
    from pointed_sides
),

cells_around as (
    select
        report_key,
        network,
        x,
        y,
        happened_at,
        cell_x,
        {{ a_row_each(list_of(['cell_y - 1', 'cell_y', 'cell_y + 1'])) }} as cell_y
    from cells_beside
),

near_pairs as (
    select
        one.report_key as asking_key,
        other.report_key as asked_key
    from cells_around as one
    inner join pointed_sides as other
        on
            one.cell_x = other.cell_x
            and one.cell_y = other.cell_y
    where
        one.network < other.network
        and abs({{ epoch_seconds('one.happened_at') }} - {{ epoch_seconds('other.happened_at') }}) <= 48 * 3600
        and {{ metres_apart('one', 'other') }} <= 60
),

unhinted_pairs as (
    select
        asking.report_key as asking_key,
        asked.report_key as asked_key,
        asked.network as asked_network,
        'open' as standing
    from near_pairs
    inner join {{ ref('int_event_match_sides') }} as asking
        on near_pairs.asking_key = asking.report_key
    inner join {{ ref('int_event_match_sides') }} as asked
        on near_pairs.asked_key = asked.report_key
    where
        abs({{ days_between('asking.happened_on', 'asked.happened_on') }}) <= least(asking.match_days, asked.match_days)
        and (
            asking.event_type_code = asked.event_type_code
            or {{ is_coarser('asking', 'asked') }}
            or {{ is_coarser('asked', 'asking') }}
        )
        and not {{ lists_meet('asking.group_networks', 'asked.group_networks') }}
        and {{ numbers_allow('asking', 'asked') }}
        and {{ numbers_allow('asked', 'asking') }}
),

pairs as (
    select
        asking_key,
        asked_key,
        asked_network,
        standing,
        true as is_hinted
    from hinted_pairs
    union all
    select
        asking_key,
        asked_key,
        asked_network,
        standing,
        false as is_hinted
    from unhinted_pairs
),

counted_pairs as (
    select
        asking_key,
        asked_key,
        standing,
        is_hinted,
        count(case when is_hinted then 1 end) over (partition by asking_key, asked_network) as candidates
    from pairs
),

compared_texts as (
    select
        pairs.asking_key,
        pairs.asked_key,
        pairs.standing,
        pairs.is_hinted,
        pairs.candidates,
        {{ text_share('asking', 'asked') }} as text_share
    from counted_pairs as pairs
    inner join {{ ref('int_event_match_sides') }} as asking
        on pairs.asking_key = asking.report_key
    inner join {{ ref('int_event_match_sides') }} as asked
        on pairs.asked_key = asked.report_key
)

select
    pairs.asking_key,
    pairs.asked_key,
    pairs.standing,
    pairs.is_hinted,
    asking.group_key as asking_group,
    asked.group_key as asked_group,
    asking.network as asking_network,
    asked.network as asked_network,
    case when pairs.is_hinted then asking.hint else 'none' end as hint,
    {{ match_levels('asking', 'asked', 'pairs.text_share') }},
    asking.is_deleted or asked.is_deleted as is_deleted,
    pairs.candidates
from compared_texts as pairs
inner join {{ ref('int_event_match_sides') }} as asking
    on pairs.asking_key = asking.report_key
inner join {{ ref('int_event_match_sides') }} as asked
    on pairs.asked_key = asked.report_key
