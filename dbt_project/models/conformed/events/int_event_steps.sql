with stated_steps as (
    select
        'zongzhi' as network,
        'step' as stream,
        source_record_id,
        'event' as report_stream,
        event_record_id as report_record_id,
        'ZTDM' as code_set,
        stage_code,
        department_code,
        occurred_at,
        is_deleted
    from {{ ref('stg_zongzhi__steps') }}

    union all

    select
        'chengguan' as network,
        'actions' as stream,
        actions.source_record_id,
        'cases' as report_stream,
        actions.case_record_id as report_record_id,
        'stage' as code_set,
        actions.stage_code,
        coalesce(departments.department_code, 'CG-' || actions.department_code) as department_code,
        actions.occurred_at,
        actions.is_deleted
    from {{ ref('stg_chengguan__actions') }} as actions
    left join {{ ref('int_department_map') }} as departments
        on
            departments.network = 'chengguan'
            and actions.department_code = departments.source_code
),

status_codes as (
    select
        network,
        code_set,
        source_code,
        max_by(stage, version) as stage
    from {{ ref('event_status_map') }}
    group by network, code_set, source_code
),

coded_steps as (
    select
        {{ surrogate_key(['steps.network', 'steps.stream', 'steps.source_record_id']) }} as step_key,
        {{ surrogate_key(['steps.network', 'steps.report_stream', 'steps.report_record_id']) }} as report_key,
        steps.network,
        coalesce(status_codes.stage, 'unmapped') as stage,
        steps.code_set,
        steps.stage_code,
        steps.department_code,
        steps.occurred_at,
        steps.is_deleted,
        false as is_from_report
    from stated_steps as steps
    left join status_codes
        on
            steps.network = status_codes.network
            and steps.code_set = status_codes.code_set
            and steps.stage_code = status_codes.source_code
),

-- Platforms that keep no steps: the times on the report itself are its steps.
stages_of_reports as (
    {%- for stage in ['reported', 'accepted', 'dispatched', 'handled', 'closed', 'revisited'] %}
    select
        report_key,
        network,
        '{{ stage }}' as stage,
        department_code,
        {{ stage }}_at as occurred_at,
        is_deleted
    from {{ ref('int_event_reports_as_stated') }}
    where network not in ('zongzhi', 'chengguan') and {{ stage }}_at is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    step_key,
    report_key,
    network,
    stage,
    code_set,
    stage_code,
    department_code,
    occurred_at,
    is_deleted,
    is_from_report
from coded_steps

union all

select
    {{ surrogate_key(['report_key', 'stage']) }} as step_key,
    report_key,
    network,
    stage,
    cast(null as string) as code_set,
    cast(null as string) as stage_code,
    department_code,
    occurred_at,
    is_deleted,
    true as is_from_report
from stages_of_reports
