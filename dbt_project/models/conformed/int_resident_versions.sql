-- The freshest record of the best-ranked network comes first.
with versions as (
    select
        resident_key,
        network,
        residence_kind,
        grid_code,
        division_code,
        placed_by,
        household_key,
        valid_from,
        valid_to,
        row_number() over (
            partition by resident_key
            order by {{ network_rank('network') }} asc, updated_at desc nulls last, source_record_id asc, valid_from asc
        ) as precedence
    from {{ ref('int_person_versions') }}
),

bounds as (
    select
        resident_key,
        valid_from as bound
    from versions
    union
    select
        resident_key,
        valid_to as bound
    from versions
    where valid_to is not null
),

spans as (
    select
        resident_key,
        bound as valid_from,
        lead(bound) over (partition by resident_key order by bound) as valid_to
    from bounds
),

-- One row for each span in which nothing changes and some record stands. Every attribute comes from the first
-- record that states it; for the place, records that know the grid go before those that know the division only.
surviving as (
    select
        spans.resident_key,
        spans.valid_from,
        any_value(spans.valid_to) as valid_to,
        coalesce(
            min_by(versions.residence_kind, versions.precedence) filter (where versions.residence_kind is not null),
            'unknown'
        ) as residence_kind,
        min_by(versions.grid_code, versions.precedence) filter (where versions.grid_code is not null) as grid_code,
        coalesce(
            min_by(versions.division_code, versions.precedence) filter (where versions.grid_code is not null),
            min_by(versions.division_code, versions.precedence) filter (where versions.division_code is not null)
        ) as division_code,
        coalesce(
            min_by(versions.placed_by, versions.precedence) filter (where versions.grid_code is not null),
            min_by(versions.placed_by, versions.precedence) filter (where versions.division_code is not null),
            'none'
        ) as placed_by,
        min_by(versions.household_key, versions.precedence) filter (where versions.household_key is not null)
            as household_key,
        array_sort(array_agg(distinct versions.network)) as networks,
        count(*) as record_count
    from spans
    inner join versions
        on
            spans.resident_key = versions.resident_key
            and spans.valid_from >= versions.valid_from
            and (versions.valid_to is null or spans.valid_from < versions.valid_to)
    group by spans.resident_key, spans.valid_from
),

described as (
    select
        resident_key,
        valid_from,
        valid_to,
        residence_kind,
        grid_code,
        division_code,
        placed_by,
        household_key,
        networks,
        record_count,
        concat_ws(
            '|',
            residence_kind,
            coalesce(grid_code, '-'),
            coalesce(division_code, '-'),
            coalesce(household_key, '-'),
            {{ list_text('networks', "','") }},
            record_count
        ) as fingerprint
    from surviving
),

-- Neighbouring spans that say the same are one version.
compared as (
    select
        *,
        coalesce(
            fingerprint != lag(fingerprint) over by_time
            or valid_from != lag(valid_to, 1, date '0001-01-01') over by_time,
            true
        ) as is_change
    from described
    window by_time as (partition by resident_key order by valid_from)
),

-- Few residents have such neighbours, and only theirs need numbers and groups.
repeating as (
    select distinct resident_key
    from compared
    where not is_change
),

numbered as (
    select
        compared.*,
        count(case when compared.is_change then 1 end) over (
            partition by compared.resident_key order by compared.valid_from
        ) as version_no
    from compared
    inner join repeating on compared.resident_key = repeating.resident_key
),

merged as (
    select
        resident_key,
        any_value(residence_kind) as residence_kind,
        any_value(grid_code) as grid_code,
        any_value(division_code) as division_code,
        max_by(placed_by, valid_from) as placed_by,
        any_value(household_key) as household_key,
        any_value(networks) as networks,
        any_value(record_count) as record_count,
        min(valid_from) as valid_from,
        case when count(*) = count(valid_to) then max(valid_to) end as valid_to
    from numbered
    group by resident_key, version_no
)

select
    resident_key,
    residence_kind,
    grid_code,
    division_code,
    placed_by,
    household_key,
    networks,
    record_count,
    valid_from,
    valid_to
from merged
union all
select
    compared.resident_key,
    compared.residence_kind,
    compared.grid_code,
    compared.division_code,
    compared.placed_by,
    compared.household_key,
    compared.networks,
    compared.record_count,
    compared.valid_from,
    compared.valid_to
from compared
left join repeating on compared.resident_key = repeating.resident_key
where repeating.resident_key is null
