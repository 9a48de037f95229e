with used_codes as (
    select
        network,
        stream,
        'event_type' as code_list,
        type_code_set as code_set,
        type_code as source_code,
        event_type_code as mapped_to,
        type_mapped_by as mapped_by
    from {{ ref('int_event_reports') }}
    where not is_deleted and not is_test

    union all

    select
        network,
        stream,
        'status' as code_list,
        status_code_set as code_set,
        status_code as source_code,
        status as mapped_to,
        case when is_status_mapped then 'exact' else 'unmapped' end as mapped_by
    from {{ ref('int_event_reports') }}
    where not is_deleted and not is_test

    union all

    select
        network,
        stream,
        'origin_kind' as code_list,
        origin_code_set as code_set,
        origin_code as source_code,
        origin_kind as mapped_to,
        case when is_origin_mapped then 'exact' else 'unmapped' end as mapped_by
    from {{ ref('int_event_reports') }}
    where not is_deleted and not is_test

    union all

    select
        network,
        case network when 'zongzhi' then 'step' else 'actions' end as stream,
        'stage' as code_list,
        code_set,
        stage_code as source_code,
        stage as mapped_to,
        case stage when 'unmapped' then 'unmapped' else 'exact' end as mapped_by
    from {{ ref('int_event_steps') }}
    where not is_deleted and not is_from_report
)

select
    network,
    stream,
    code_list,
    code_set,
    source_code,
    mapped_to,
    mapped_by,
    count(*) as records
from used_codes
group by network, stream, code_list, code_set, source_code, mapped_to, mapped_by
