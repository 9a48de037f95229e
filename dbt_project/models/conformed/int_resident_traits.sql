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

-- What was typed and what a valid number says are witnesses of equal weight.
voices as (
    select
        resident_key,
        network,
        is_deleted,
        year(birth_date) as birth_year,
        case when sex != 'unknown' then sex end as sex
    from stated
    union all
    select
        resident_key,
        network,
        is_deleted,
        year({{ citizen_id_birth_date('id_number') }}) as birth_year,
        {{ citizen_id_sex('id_number') }} as sex
    from stated
    where id_number is not null
),

agreed as (
    select
        resident_key,
        min(birth_year) as birth_year,
        max(birth_year) as other_birth_year,
        min(sex) as sex,
        max(sex) as other_sex
    from voices
    group by resident_key
),

-- Where they differ, the most voices win, records that stand before deleted ones, then the better-ranked network.
disputed as (
    select voices.*
    from voices
    inner join agreed on voices.resident_key = agreed.resident_key
    where agreed.birth_year != agreed.other_birth_year or agreed.sex != agreed.other_sex
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
    from disputed
    where birth_year is not null
    group by resident_key, birth_year
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
    from disputed
    where sex is not null
    group by resident_key, sex
)

select
    agreed.resident_key,
    coalesce(sexes.sex, agreed.sex, 'unknown') as sex,
    cast(coalesce(births.birth_year, agreed.birth_year) as integer) as birth_year
from agreed
left join ranked_sexes as sexes on agreed.resident_key = sexes.resident_key and sexes.precedence = 1
left join ranked_births as births on agreed.resident_key = births.resident_key and births.precedence = 1
