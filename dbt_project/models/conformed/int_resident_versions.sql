with versions as (
    select
        *,
        {{ network_rank('network') }} as source_rank,
        coalesce(updated_at, timestamptz '0001-01-01 00:00:00+00') as freshness
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

-- One row for each span in which nothing changes and some record stands. Every attribute comes from the
-- best-ranked network that states it, and there from the freshest record; a known grid counts more than rank.
surviving as (
    select
        spans.resident_key,
        spans.valid_from,
        any_value(spans.valid_to) as valid_to,
        coalesce(
            first(versions.residence_kind order by versions.source_rank, versions.freshness desc, versions.source_record_id)
                filter (where versions.residence_kind is not null),
            'unknown'
        ) as residence_kind,
        first(
            {'grid_code': versions.grid_code, 'division_code': versions.division_code}
            order by
                versions.grid_code is null, versions.source_rank, versions.freshness desc, versions.source_record_id
        ) filter (where versions.grid_code is not null or versions.division_code is not null) as place,
        first(versions.household_key order by versions.source_rank, versions.freshness desc, versions.source_record_id)
            filter (where versions.household_key is not null) as household_key,
        list_sort(list(distinct versions.network)) as networks,
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
        {
            'residence_kind': residence_kind,
            'grid_code': place.grid_code,
            'division_code': place.division_code,
            'household_key': household_key,
            'networks': networks,
            'record_count': record_count
        } as attributes
    from surviving
),

compared as (
    select
        *,
        attributes is distinct from lag(attributes) over (partition by resident_key order by valid_from)
        or valid_from is distinct from lag(valid_to) over (partition by resident_key order by valid_from) as is_change
    from described
),

numbered as (
    select
        *,
        count(*) filter (where is_change) over (partition by resident_key order by valid_from) as version_no
    from compared
),

merged as (
    select
        resident_key,
        any_value(attributes) as attributes,
        min(valid_from) as valid_from,
        case when count(*) = count(valid_to) then max(valid_to) end as valid_to
    from numbered
    group by resident_key, version_no
)

select
    resident_key,
    attributes.residence_kind,
    attributes.grid_code,
    attributes.division_code,
    attributes.household_key,
    attributes.networks,
    attributes.record_count,
    valid_from,
    valid_to
from merged
