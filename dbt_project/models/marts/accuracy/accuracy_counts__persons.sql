-- A masked number cannot be judged. Reporters of chengguan state neither birth date nor home.
with person_records as (
    select
        network,
        stream,
        name_text,
        sex,
        birth_date,
        phone_text,
        grid_code,
        {{ citizen_id_18('id_text') }} as id_number,
        network <> 'chengguan' as is_register
    from {{ ref('int_person_records') }}
    where not is_deleted and not is_test
),

judged_records as (
    select
        network,
        stream,
        name_text,
        sex,
        birth_date,
        phone_text,
        grid_code,
        id_number,
        is_register,
        {{ citizen_id_is_valid('id_number') }} as has_valid_id,
        coalesce(contains(id_number, '*'), false) as has_masked_id,
        coalesce(contains(phone_text, '*'), false) as has_masked_phone
    from person_records
)

{{ accuracy_of('judged_records', [
    ('name_readable', 'true', 'not ' ~ has_lost_character('name_text')),
    ('id_number_valid', 'is_register and not has_masked_id', 'has_valid_id'),
    (
        'id_number_agrees',
        'has_valid_id and birth_date is not null',
        citizen_id_birth_date('id_number') ~ " = birth_date and sex in ('unknown', " ~ citizen_id_sex('id_number') ~ ')',
    ),
    ('birth_date_known', 'is_register', 'birth_date is not null'),
    ('phone_plausible', 'not has_masked_phone', is_plausible_phone('phone_text')),
    ('grid_known', 'is_register', 'grid_code is not null'),
]) }}
