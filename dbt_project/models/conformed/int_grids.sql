{{ config(tags=['pre_identity']) }}

with ranked_records as (
    select
        grid_code,
        name_zh,
        division_code,
        kind,
        households,
        centre_lng,
        centre_lat,
        boundary_wkt,
        valid_from,
        valid_to,
        updated_at,
        division_name,
        town_name,
        array_sort({{ only('predecessor_codes', 'code', 'code != grid_code') }}) as predecessor_codes,
        row_number() over (
            partition by grid_code order by updated_at desc nulls last, source_record_id asc
        ) as precedence
    from {{ ref('stg_zongzhi__grids') }}
    where not is_deleted and not is_test and grid_code is not null
),

records as (
    select
        grid_code,
        name_zh,
        division_code,
        kind,
        households,
        centre_lng,
        centre_lat,
        boundary_wkt,
        valid_from,
        valid_to,
        division_name,
        town_name,
        predecessor_codes
    from ranked_records
    where precedence = 1
),

cuts as (
    select
        {{ a_row_each('predecessor_codes') }} as grid_code,
        valid_from as cut_on
    from records
),

first_cuts as (
    select
        grid_code,
        min(cut_on) as cut_on
    from cuts
    group by grid_code
),

-- The platform writes the last day or the day after as the end: where a successor begins on the morrow, the
-- end is its beginning. An old grid without an end ended when it was cut.
bounded as (
    select
        records.*,
        coalesce(records.valid_from, date '1970-01-01') as begins_on,
        case
            when records.valid_to is null or first_cuts.cut_on = records.valid_to + 1
                then coalesce(first_cuts.cut_on, records.valid_to)
            else records.valid_to
        end as ends_on
    from records
    left join first_cuts
        on records.grid_code = first_cuts.grid_code
)

select
    bounded.grid_code || '@' || {{ compact_date('bounded.begins_on') }} as grid_key,
    bounded.grid_code,
    bounded.name_zh,
    coalesce(bounded.division_code, left(bounded.grid_code, 12)) as division_code,
    bounded.division_name,
    bounded.town_name,
    bounded.kind,
    bounded.households,
    bounded.centre_lng,
    bounded.centre_lat,
    bounded.boundary_wkt,
    bounded.predecessor_codes,
    bounded.begins_on as valid_from,
    case when bounded.ends_on <= moment.as_of_date then bounded.ends_on end as valid_to,
    bounded.begins_on <= moment.as_of_date
    and (bounded.ends_on is null or bounded.ends_on > moment.as_of_date) as is_current
from bounded
cross join {{ ref('int_as_of') }} as moment
