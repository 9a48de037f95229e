with counted_events as (
    select
        event_key,
        {{ a_row_a_figure([
            ('grid_events_reported', 'true'),
            ('grid_events_closed', "status in ('closed', 'revisited')"),
            ('dispute_events_reported', "event_type_code = 'dispute'"),
            ('dispute_events_dispatched', "event_type_code = 'dispute' and dispatched_at is not null"),
            (
                'dispute_events_dispatched_closed',
                "event_type_code = 'dispute' and dispatched_at is not null and status in ('closed', 'revisited')"
            ),
        ]) }} as figure
    from {{ ref('fct_event') }}
    where origin_kind = 'grid_worker' and status <> 'void'
),

-- What is counted, by figure and by the key that its table gives it.
counted as (
    select
        {{ a_row_a_figure([('disputes_swept', 'true'), ('disputes_swept_resolved', 'resolved_at is not null')]) }}
            as figure,
        dispute_key as counted_key
    from {{ ref('fct_dispute') }}
    where origin = 'sweep'

    union all

    select
        {{ a_row_a_figure([('whistles', 'true'), ('whistles_solved', 'solved_at is not null')]) }} as figure,
        whistle_key as counted_key
    from {{ ref('fct_whistle') }}

    union all

    select
        'visits' as figure,
        visit_key as counted_key
    from {{ ref('fct_visit') }}

    union all

    select
        class || 's' as figure,
        member_key as counted_key
    from {{ ref('fct_team_member') }}
    where class in ('hamlet_chief', 'grid_chief', 'lawyer', 'judge')

    union all

    select
        'legal_wise_people' as figure,
        member_key as counted_key
    from {{ ref('fct_team_member') }}
    where class = 'legal_wise_person'

    union all

    select
        {{ a_row_a_figure([('property_companies', 'true'), ('property_companies_interviewed', 'interviewed')]) }}
            as figure,
        company_key as counted_key
    from {{ ref('dim_property_company') }}

    union all

    select
        'service_centres' as figure,
        centre_key as counted_key
    from {{ ref('dim_service_centre') }}
    where is_open and level in ('county', 'street', 'community', 'grid')

    union all

    select
        case title
            when '乡贤' then 'honours_worthies'
            when '好人' then 'honours_good_people'
            else 'honours_daughters_in_law'
        end as figure,
        honour_key as counted_key
    from {{ ref('fct_honour') }}
    where title in ('乡贤', '好人', '最美婆媳')
),

sources as (
    {% for network, stream, model in [
        ('zongzhi', 'dispute', 'stg_zongzhi__disputes'),
        ('zongzhi', 'whistle', 'stg_zongzhi__whistles'),
        ('zongzhi', 'visit', 'stg_zongzhi__visits'),
        ('zongzhi', 'team', 'stg_zongzhi__team_members'),
        ('shequ', 'property-companies', 'stg_shequ__property_companies'),
        ('shequ', 'service-centers', 'stg_shequ__service_centres'),
        ('xiangcun', '荣誉', 'stg_xiangcun__honours'),
    ] %}
    select
        {{ surrogate_key(["'" ~ network ~ "'", "'" ~ stream ~ "'", 'source_record_id']) }} as counted_key,
        '{{ network }}' as network,
        '{{ stream }}' as stream,
        source_record_id
    from {{ ref(model) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

counted_divisions as (
    select
        division_code,
        {{ a_row_a_figure([
            ('communities_and_villages', "kind = 'village' or substr(division_code, 7, 3) between '001' and '099'"),
            ('pilot_villages', "lawsuit_free_level in ('pilot', 'demonstration')"),
            ('demonstration_villages', "lawsuit_free_level = 'demonstration'"),
        ]) }} as figure
    from {{ ref('dim_division') }}
    where is_current
),

division_records as (
    select
        division_code,
        'xiangcun' as network,
        '行政村' as stream,
        source_record_id
    from {{ ref('stg_xiangcun__villages') }}
    where not is_deleted and not is_test
    union all
    select
        division_code,
        'shequ' as network,
        'communities' as stream,
        source_record_id
    from {{ ref('stg_shequ__communities') }}
    where not is_deleted and not is_test
    union all
    select
        division_code,
        'zongzhi' as network,
        'grid' as stream,
        grid_code as source_record_id
    from {{ ref('dim_grid') }}
    where is_current
),

volunteer_records as (
    select
        'volunteer_group_kinds' as figure,
        volunteers.kind as counted_key,
        'volunteer-groups' as stream,
        volunteers.source_record_id
    from {{ ref('stg_shequ__volunteer_groups') }} as volunteers
    where not volunteers.is_deleted and not volunteers.is_test and volunteers.kind <> 'unmapped'
    union all
    select
        'volunteer_actions' as figure,
        activities.action_kind as counted_key,
        'activities' as stream,
        activities.source_record_id
    from {{ ref('stg_shequ__activities') }} as activities
    where not activities.is_deleted and not activities.is_test and activities.action_kind <> 'unmapped'
),

records as (
    select
        counted_events.figure,
        counted_events.event_key as counted_key,
        reports.network,
        reports.stream,
        reports.source_record_id
    from counted_events
    inner join {{ ref('fct_event_report') }} as reports
        on counted_events.event_key = reports.event_key

    union all

    select
        counted.figure,
        counted.counted_key,
        sources.network,
        sources.stream,
        sources.source_record_id
    from counted
    inner join sources
        on counted.counted_key = sources.counted_key

    union all

    select
        'grids' as figure,
        grid_code as counted_key,
        'zongzhi' as network,
        'grid' as stream,
        grid_code as source_record_id
    from {{ ref('dim_grid') }}
    where is_current and kind = 'urban'

    union all

    select
        'three_chiefs' as figure,
        post_code as counted_key,
        'zongzhi' as network,
        'post' as stream,
        post_code as source_record_id
    from {{ ref('dim_post') }}
    where
        is_current
        and is_filled
        and role = 'A'
        and kind in ('estate_chief', 'building_chief', 'unit_chief')

    union all

    select
        counted_divisions.figure,
        counted_divisions.division_code as counted_key,
        division_records.network,
        division_records.stream,
        division_records.source_record_id
    from counted_divisions
    inner join division_records
        on counted_divisions.division_code = division_records.division_code

    union all

    select
        figure,
        counted_key,
        'shequ' as network,
        stream,
        source_record_id
    from volunteer_records
)

-- A rate is made of the records of its two counts.
select
    records.figure,
    'counted' as part,
    records.counted_key,
    records.network,
    records.stream,
    records.source_record_id
from records
union all
select
    figures.figure,
    case when records.figure = figures.numerator_figure then 'numerator' else 'denominator' end as part,
    records.counted_key,
    records.network,
    records.stream,
    records.source_record_id
from {{ ref('published_figures') }} as figures
inner join records
    on records.figure in (figures.numerator_figure, figures.denominator_figure)
