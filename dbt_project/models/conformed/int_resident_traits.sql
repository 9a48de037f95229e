with records as (
    select
        crosswalk.resident_key,
        records.network,
        records.is_deleted,
        records.birth_date,
        records.sex,
        {{ citizen_id_18(citizen_id_text('records.id_text')) }} as id_number
    from {{ ref('int_person_records') }} as records
    inner join {{ source('identity', 'crosswalk') }} as crosswalk
        on
            records.network = crosswalk.network
            and records.stream = crosswalk.stream
            and records.source_record_id = crosswalk.source_record_id
    where not records.is_test
),

stated as (
    select
        resident_key,
        network,
        is_deleted,
        birth_date,
        sex,
        case when {{ citizen_id_is_valid('id_number') }} then id_number end as id_number
    from records
),

-- What was typed and what a valid number says are witnesses of equal weight: the most voices win, records
-- that stand before deleted ones, then the better-ranked network.
birth_voices as (
    select
        resident_key,
        network,
        is_deleted,
        year(birth_date) as birth_year
    from stated
    where birth_date is not null
    union all
    select
        resident_key,
        network,
        is_deleted,
        year({{ citizen_id_birth_date('id_number') }}) as birth_year
    from stated
    where id_number is not null
),

sex_voices as (
    select
        resident_key,
        network,
        is_deleted,
        sex
    from stated
    where sex != 'unknown'
    union all
    select
        resident_key,
        network,
        is_deleted,
        {{ citizen_id_sex('id_number') }} as sex
    from stated
    where id_number is not null
),

ranked_births as (
    select
        resident_key,
        birth_year,
        row_number() over (
            partition by resident_key
            order by
                count(*) filter (where not is_deleted) desc,
                count(*) desc,
                min({{ network_rank('network') }}) asc,
                birth_year asc
        ) as precedence
    from birth_voices
    group by resident_key, birth_year
),

births as (
    select
        resident_key,
        birth_year
    from ranked_births
    where precedence = 1
),

ranked_sexes as (
    select
        resident_key,
        sex,
        row_number() over (
            partition by resident_key
            order by
                count(*) filter (where not is_deleted) desc,
                count(*) desc,
                min({{ network_rank('network') }}) asc,
                sex asc
        ) as precedence
    from sex_voices
    group by resident_key, sex
),

sexes as (
    select
        resident_key,
        sex
    from ranked_sexes
    where precedence = 1
),

residents as (
    select distinct resident_key
    from stated
)

select
    residents.resident_key,
    coalesce(sexes.sex, 'unknown') as sex,
    cast(births.birth_year as integer) as birth_year
from residents
left join sexes on residents.resident_key = sexes.resident_key
left join births on residents.resident_key = births.resident_key
