-- Where each platform writes the number of another: (who cites, which network is named, what is written).
with stated_references as (
    select
        'zongzhi' as network,
        'event' as stream,
        source_record_id,
        source_network_code as named_network,
        source_network_number as cited_text
    from {{ ref('stg_zongzhi__events') }}

    union all

    select
        'chengguan' as network,
        'cases' as stream,
        source_record_id,
        cast(null as string) as named_network,
        {{ a_row_each('related_numbers') }} as cited_text
    from {{ ref('stg_chengguan__cases') }}

    union all

    select
        'shequ' as network,
        'tickets' as stream,
        source_record_id,
        forwarded_network_code as named_network,
        forwarded_number as cited_text
    from {{ ref('stg_shequ__tickets') }}

    union all

    select
        'xiangcun' as network,
        '村务事件' as stream,
        events.source_record_id,
        text_codes.standard_text as named_network,
        events.forwarded_number as cited_text
    from {{ ref('stg_xiangcun__village_events') }} as events
    left join {{ ref('int_event_text_codes') }} as text_codes
        on
            text_codes.network = 'xiangcun'
            and text_codes.code_set = '转办平台'
            and events.forwarded_network_text = text_codes.source_text
),

alias_pattern as (
    select '^(' || {{ joined_text('alias', "'|'", 'alias') }} || ')' as pattern
    from {{ ref('event_network_aliases') }}
),

keyed_references as (
    select distinct
        {{ surrogate_key(['network', 'stream', 'source_record_id']) }} as report_key,
        network,
        named_network,
        cited_text,
        {{ reference_key('cited_text') }} as cited_key,
        {{ reference_prefix('cited_text') }} as prefix
    from stated_references
    where cited_text is not null
),

-- The network is the one named beside the number, else the one before its colon.
read_references as (
    select
        cited.report_key,
        cited.network,
        cited.cited_text,
        coalesce(named.network, prefixed.network) as cited_network,
        cited.cited_key,
        {{ replace_once('cited.cited_key', 'alias_pattern.pattern', "''") }} as bare_key,
        {{ reference_digits('cited.cited_key') }} as cited_digits
    from keyed_references as cited
    cross join alias_pattern
    left join {{ ref('event_network_aliases') }} as named
        on cited.named_network = named.alias
    left join {{ ref('event_network_aliases') }} as prefixed
        on cited.prefix = prefixed.alias
    where cited.cited_key is not null
),

own_numbers as (
    select
        report_key,
        network,
        {{ reference_key('source_record_id') }} as number_key
    from {{ ref('int_event_reports_as_stated') }}
    where not is_test

    union

    select
        report_key,
        network,
        {{ reference_key('second_number') }} as number_key
    from {{ ref('int_event_reports_as_stated') }}
    where not is_test and second_number is not null
),

-- A form of a number that two records of one platform share cites neither.
numbers_by_form as (
    select
        network,
        'key' as form,
        number_key as number_form,
        min(report_key) as report_key
    from own_numbers
    where number_key is not null
    group by network, number_key
    having count(distinct report_key) = 1

    union all

    select
        network,
        'digits' as form,
        {{ reference_digits('number_key') }} as number_form,
        min(report_key) as report_key
    from own_numbers
    where {{ reference_digits('number_key') }} is not null
    group by network, {{ reference_digits('number_key') }}
    having count(distinct report_key) = 1
),

reference_forms as (
    select
        report_key,
        network,
        cited_text,
        cited_network,
        'key' as form,
        cited_key as number_form,
        1 as form_rank
    from read_references

    union all

    select
        report_key,
        network,
        cited_text,
        cited_network,
        'key' as form,
        bare_key as number_form,
        2 as form_rank
    from read_references
    where bare_key != cited_key and bare_key != ''

    union all

    select
        report_key,
        network,
        cited_text,
        cited_network,
        'digits' as form,
        cited_digits as number_form,
        3 as form_rank
    from read_references
    where cited_digits is not null
),

-- Digits alone are believed only in the network that is named.
found_targets as (
    select
        reference_forms.report_key,
        reference_forms.cited_text,
        numbers.report_key as cited_report_key,
        case
            when numbers.network = reference_forms.cited_network then reference_forms.form_rank
            else reference_forms.form_rank + 3
        end as evidence_rank
    from reference_forms
    inner join numbers_by_form as numbers
        on
            reference_forms.form = numbers.form
            and reference_forms.number_form = numbers.number_form
            and reference_forms.network != numbers.network
    where numbers.network = reference_forms.cited_network or reference_forms.form = 'key'
),

clear_targets as (
    select
        report_key,
        cited_text,
        evidence_rank,
        min(cited_report_key) as cited_report_key
    from found_targets
    group by report_key, cited_text, evidence_rank
    having count(distinct cited_report_key) = 1
),

best_targets as (
    select
        report_key,
        cited_text,
        min(evidence_rank) as evidence_rank,
        min_by(cited_report_key, evidence_rank) as cited_report_key
    from clear_targets
    group by report_key, cited_text
)

select
    read_references.report_key,
    read_references.network,
    read_references.cited_text,
    read_references.cited_network,
    read_references.cited_key,
    best_targets.cited_report_key,
    best_targets.evidence_rank
from read_references
left join best_targets
    on
        read_references.report_key = best_targets.report_key
        and read_references.cited_text = best_targets.cited_text
