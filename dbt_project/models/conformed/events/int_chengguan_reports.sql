{{ config(materialized='view') }}

-- A blank code set is decided by the local date of the report; a set that is stated is believed as it is.
with cases as (
    select
        cases.*,
        coalesce(cases.code_set, code_sets.code_set) as effective_code_set
    from {{ ref('stg_chengguan__cases') }} as cases
    left join {{ ref('event_code_sets') }} as code_sets
        on
            code_sets.network = 'chengguan'
            and {{ local_date('cases.reported_at') }}
            between coalesce(code_sets.valid_from, date '0001-01-01')
            and coalesce(code_sets.valid_to, date '9999-12-31')
)

select
    'chengguan' as network,
    'cases' as stream,
    cases.source_record_id,
    cast(null as string) as second_number,
    cases.effective_code_set as type_code_set,
    cases.case_kind || '-' || cases.major_class || '-' || coalesce(cases.minor_class, '') as type_code,
    'stage' as status_code_set,
    cases.stage_code as status_code,
    'source' as origin_code_set,
    cases.source_code as origin_code,
    cases.is_archived as is_withdrawn,
    coalesce(cases.source_code = 'TRANSFER', false) as is_received,
    cases.reported_at,
    coalesce(cases.accepted_at, cases.filed_at) as accepted_at,
    cases.dispatched_at,
    cases.handled_at,
    cases.closed_at,
    cast(null as {{ type_instant() }}) as revisited_at,
    cases.deadline_at,
    coalesce(departments.department_code, 'CG-' || cases.department_code) as department_code,
    cast(null as integer) as satisfaction,
    'chengguan' as reporter_network,
    'cases' as reporter_stream,
    cases.source_record_id as reporter_record_id,
    cast(null as string) as stated_grid_code,
    cast(null as string) as hamlet_grid_code,
    unit_grids.duty_grid_code,
    cast(null as string) as household_grid_code,
    cast(null as string) as stated_division_code,
    cast(null as string) as named_network_text,
    cases.place_text as matter_text,
    cases.lng,
    cases.lat,
    cases.is_test,
    cases.is_deleted,
    cases.first_seen_at,
    cases.updated_at
from cases
left join {{ ref('int_department_map') }} as departments
    on
        departments.network = 'chengguan'
        and cases.department_code = departments.source_code
left join {{ ref('stg_chengguan__unit_grids') }} as unit_grids
    on cases.unit_grid_code = unit_grids.unit_grid_code
