with landed as (
    select * from {{ landed_latest(source('chengguan', 'chengguan__cases')) }}
),

placed as (
    select
        *,
        {{ gcj02_to_wgs84(repaired_point(parse_degrees('x'), parse_degrees('y'))) }} as point,
        {{ is_stated_point(parse_degrees('x'), parse_degrees('y')) }} as is_point_stated
    from landed
)

select
    -- ids
    _record_id as source_record_id,
    {{ split_codes(quoted('relatedNos')) }} as related_numbers,
    -- codes
    {{ code_key(quoted('caseKind')) }} as case_kind,
    {{ clean_code(quoted('codeSet')) }} as code_set,
    {{ padded_code(quoted('majorClass'), 2) }} as major_class,
    {{ padded_code(quoted('minorClass'), 2) }} as minor_class,
    {{ clean_code('source') }} as source_code,
    {{ clean_code('stage') }} as stage_code,
    {{ clean_code(quoted('deptCode')) }} as department_code,
    -- reporter
    {{ clean_text(json_field('reporter', 'name')) }} as reporter_name,
    {{ clean_compact(json_field('reporter', 'phone')) }} as reporter_phone,
    {{ clean_code(json_field('reporter', 'idNoMasked')) }} as reporter_id_masked,
    -- place
    {{ digits_code(quoted('unitGrid'), [14]) }} as unit_grid_code,
    {{ clean_text('address') }} as place_text,
    point.lng,
    point.lat,
    is_point_stated,
    -- measures
    {{ clean_integer('returns') }} as returned_count,
    -- times
    {{ parse_local_timestamp(quoted('reportTime')) }} as reported_at,
    {{ parse_local_timestamp(quoted('acceptTime')) }} as accepted_at,
    {{ parse_local_timestamp(quoted('fileTime')) }} as filed_at,
    {{ parse_local_timestamp(quoted('dispatchTime')) }} as dispatched_at,
    {{ parse_local_timestamp(quoted('handleTime')) }} as handled_at,
    {{ parse_local_timestamp(quoted('verifyTime')) }} as verified_at,
    {{ parse_local_timestamp(quoted('closeTime')) }} as closed_at,
    {{ parse_local_timestamp('deadline') }} as deadline_at,
    -- record
    coalesce({{ clean_flag('archived') }}, false) as is_archived,
    {{ is_test_name('address') }} or {{ is_test_name(json_field('reporter', 'name')) }} as is_test,
    _is_deleted as is_deleted,
    _first_seen_at as first_seen_at,
    _updated_at as updated_at
from placed
