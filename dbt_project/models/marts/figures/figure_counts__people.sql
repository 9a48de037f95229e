with post_counts as (
    select count(*) as three_chiefs
    from {{ ref('dim_post') }}
    where
        is_current
        and is_filled
        and role = 'A'
        and kind in ('estate_chief', 'building_chief', 'unit_chief')
),

team_counts as (
    select
        count(*) filter (where class = 'hamlet_chief') as hamlet_chiefs,
        count(*) filter (where class = 'grid_chief') as grid_chiefs,
        count(*) filter (where class = 'lawyer') as lawyers,
        count(*) filter (where class = 'judge') as judges,
        count(*) filter (where class = 'legal_wise_person') as legal_wise_people
    from {{ ref('fct_team_member') }}
),

volunteer_group_counts as (
    select count(distinct kind) filter (where kind <> 'unmapped') as volunteer_group_kinds
    from {{ ref('dim_volunteer_group') }}
),

volunteer_action_counts as (
    select count(distinct action_kind) filter (where action_kind <> 'unmapped') as volunteer_actions
    from {{ ref('fct_volunteer_action') }}
),

honour_counts as (
    select
        count(*) filter (where title = '乡贤') as honours_worthies,
        count(*) filter (where title = '好人') as honours_good_people,
        count(*) filter (where title = '最美婆媳') as honours_daughters_in_law
    from {{ ref('fct_honour') }}
)

{{ figures_from('post_counts', ['three_chiefs']) }}
union all
{{ figures_from('team_counts', [
    'hamlet_chiefs', 'grid_chiefs', 'lawyers', 'judges', 'legal_wise_people',
]) }}
union all
{{ figures_from('volunteer_group_counts', ['volunteer_group_kinds']) }}
union all
{{ figures_from('volunteer_action_counts', ['volunteer_actions']) }}
union all
{{ figures_from('honour_counts', ['honours_worthies', 'honours_good_people', 'honours_daughters_in_law']) }}
