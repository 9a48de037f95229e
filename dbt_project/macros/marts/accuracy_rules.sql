{#- The rules of accuracy, for accuracy_of: on person records, on event reports, on what reports cite, on records
    of any kind. Their texts stand in the seed accuracy_rules. -#}
{% macro person_rules() -%}
    {{ return([
        ('name_readable', 'true', 'has_readable_name'),
        ('id_number_valid', 'is_register and not has_masked_id', 'has_valid_id'),
        ('id_number_agrees', 'has_valid_id and has_birth_date', 'has_agreeing_id'),
        ('birth_date_known', 'is_register', 'has_birth_date'),
        ('phone_plausible', 'not has_masked_phone', 'has_plausible_phone'),
        ('grid_known', 'is_register', 'has_grid'),
    ]) }}
{%- endmacro %}

{% macro report_rules() -%}
    {{ return([
        ('code_mapped', 'true', 'is_type_mapped'),
        ('status_mapped', 'true', 'is_status_mapped'),
        ('time_known', 'true', 'has_time'),
        ('times_in_order', 'true', 'has_ordered_times'),
        ('grid_known', 'true', 'has_grid'),
        ('point_usable', 'true', 'has_point'),
        ('place_agrees', 'agrees_with_point is not null', 'agrees_with_point'),
    ]) }}
{%- endmacro %}

{% macro report_time_rules() -%}
    {{ return([
        ('time_known', 'true', 'has_time'),
        ('times_in_order', 'true', 'has_ordered_times'),
    ]) }}
{%- endmacro %}

{% macro citation_rules() -%}
    {{ return([('reference_resolves', 'true', 'is_found')]) }}
{%- endmacro %}

{% macro record_rules() -%}
    {{ return([
        ('record_readable', 'true', 'is_readable'),
        ('not_test', 'is_readable', 'not is_test'),
    ]) }}
{%- endmacro %}

{#- Judge the person records of a relation: the columns that person_rules() name, none of them a personal value.
    A masked number cannot be judged. Reporters of chengguan state neither birth date nor home. -#}
{% macro person_verdicts() -%}
    {%- set id_number = citizen_id_18('id_text') -%}
    network <> 'chengguan' as is_register,
    coalesce(name_text <> '' and not {{ has_lost_character('name_text') }}, false) as has_readable_name,
    {{ citizen_id_is_valid(id_number) }} as has_valid_id,
    coalesce(contains({{ id_number }}, '*'), false) as has_masked_id,
    coalesce(
        {{ citizen_id_birth_date(id_number) }} = birth_date
        and coalesce(sex, 'unknown') in ('unknown', {{ citizen_id_sex(id_number) }}),
        false
    ) as has_agreeing_id,
    birth_date is not null as has_birth_date,
    coalesce({{ is_plausible_phone('phone_text') }}, false) as has_plausible_phone,
    coalesce(contains(phone_text, '*'), false) as has_masked_phone
{%- endmacro %}
