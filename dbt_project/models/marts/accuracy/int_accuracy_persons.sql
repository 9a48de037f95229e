select
    network,
    stream,
    source_record_id,
    grid_code is not null as has_grid,
    {{ person_verdicts() }}
from {{ ref('int_person_records') }}
where not is_deleted and not is_test
