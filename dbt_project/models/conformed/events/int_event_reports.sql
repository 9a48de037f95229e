-- Only the newest version of a code list counts.
with type_codes as (
    select
        network,
        code_set,
        source_code,
        max_by(event_type_code, version) as event_type_code
    from {{ ref('event_code_map') }}
    group by network, code_set, source_code
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

origin_codes as (
    select
        network,
        code_set,
        source_code,
        max_by(origin_kind, version) as origin_kind
    from {{ ref('event_origin_kind_map') }}
    group by network, code_set, source_code
),

-- Codes written as text are looked up as they were mended; all others as they are.
coded_reports as (
    select
        reports.*,
        coalesce(type_texts.standard_text, reports.type_code) as type_lookup,
        type_texts.mapped_by as type_text_mapped_by,
        coalesce(status_texts.standard_text, reports.status_code) as status_lookup
    from {{ ref('int_event_reports_as_stated') }} as reports
    left join {{ ref('int_event_text_codes') }} as type_texts
        on
            reports.network = type_texts.network
            and reports.type_code_set = type_texts.code_set
            and reports.type_code = type_texts.source_text
    left join {{ ref('int_event_text_codes') }} as status_texts
        on
            reports.network = status_texts.network
            and reports.status_code_set = status_texts.code_set
            and reports.status_code = status_texts.source_text
)

select
    reports.report_key,
    reports.network,
    reports.stream,
    reports.source_record_id,
    coalesce(type_codes.event_type_code, whole_classes.event_type_code, 'unmapped') as event_type_code,
    reports.type_code_set,
    reports.type_code,
    case
        when type_codes.event_type_code is null and whole_classes.event_type_code is null then 'unmapped'
        else coalesce(reports.type_text_mapped_by, 'exact')
    end as type_mapped_by,
    case
        when reports.is_withdrawn then 'void'
        else coalesce(status_codes.stage, {{ stage_from_times('reports.') }})
    end as status,
    reports.status_code_set,
    reports.status_code,
    status_codes.stage is not null as is_status_mapped,
    coalesce(origin_codes.origin_kind, 'unknown') as origin_kind,
    reports.origin_code_set,
    reports.origin_code,
    origin_codes.origin_kind is not null as is_origin_mapped,
    reports.is_received,
    reports.reported_at,
    reports.accepted_at,
    reports.dispatched_at,
    reports.handled_at,
    reports.closed_at,
    reports.revisited_at,
    reports.deadline_at,
    reports.department_code,
    reports.satisfaction,
    reports.reporter_network,
    reports.reporter_stream,
    reports.reporter_record_id,
    places.grid_code,
    places.division_code,
    places.placed_by,
    places.agrees_with_point,
    places.lng,
    places.lat,
    reports.is_published,
    reports.is_test,
    reports.is_deleted,
    reports.first_seen_at,
    reports.updated_at
from coded_reports as reports
inner join {{ ref('int_event_report_places') }} as places
    on reports.report_key = places.report_key
left join type_codes
    on
        reports.network = type_codes.network
        and reports.type_code_set = type_codes.code_set
        and reports.type_lookup = type_codes.source_code
left join type_codes as whole_classes
    on
        reports.network = whole_classes.network
        and reports.type_code_set = whole_classes.code_set
        and {{ replace_once('reports.type_lookup', "'-[^-]*$'", "'-*'") }} = whole_classes.source_code
left join status_codes
    on
        reports.network = status_codes.network
        and reports.status_code_set = status_codes.code_set
        and reports.status_lookup = status_codes.source_code
left join origin_codes
    on
        reports.network = origin_codes.network
        and reports.origin_code_set = origin_codes.code_set
        and reports.origin_code = origin_codes.source_code
