with stated_texts as (
    select distinct
        'xiangcun' as network,
        '类别' as code_set,
        category_text as source_text
    from {{ ref('stg_xiangcun__village_events') }}
    where category_text is not null

    union all

    select distinct
        'xiangcun' as network,
        '状态' as code_set,
        status_text as source_text
    from {{ ref('stg_xiangcun__village_events') }}
    where status_text is not null

    union all

    select distinct
        'xiangcun' as network,
        '转办平台' as code_set,
        forwarded_network_text as source_text
    from {{ ref('stg_xiangcun__village_events') }}
    where forwarded_network_text is not null
),

standard_texts as (
    select distinct
        network,
        code_set,
        source_code as standard_text
    from {{ ref('event_code_map') }}
    where network = 'xiangcun'

    union all

    select distinct
        network,
        code_set,
        source_code as standard_text
    from {{ ref('event_status_map') }}
    where network = 'xiangcun'

    union all

    select
        'xiangcun' as network,
        '转办平台' as code_set,
        alias as standard_text
    from {{ ref('event_network_aliases') }}
),

variant_characters as (
    select
        coalesce({{ joined_text('variant', "''", 'variant') }}, '') as variants,
        coalesce({{ joined_text('standard', "''", 'variant') }}, '') as standards
    from {{ ref('text_variant_characters') }}
),

folded_texts as (
    select
        stated_texts.network,
        stated_texts.code_set,
        stated_texts.source_text,
        {{ folded_category('stated_texts.source_text', 'variant_characters.variants', 'variant_characters.standards') }}
            as folded_text
    from stated_texts
    cross join variant_characters
),

compared_texts as (
    select
        folded_texts.network,
        folded_texts.code_set,
        folded_texts.source_text,
        standard_texts.standard_text,
        case
            when folded_texts.source_text = standard_texts.standard_text then 1
            when folded_texts.folded_text = standard_texts.standard_text then 2
            when known_variants.variant is not null then 3
            when {{ within_one_slip('folded_texts.folded_text', 'standard_texts.standard_text') }} then 4
            when
                length(standard_texts.standard_text) > 2
                and contains(folded_texts.folded_text, standard_texts.standard_text)
                then 5
        end as rule_rank
    from folded_texts
    inner join standard_texts
        on
            folded_texts.network = standard_texts.network
            and folded_texts.code_set = standard_texts.code_set
    left join {{ ref('event_text_variants') }} as known_variants
        on
            folded_texts.network = known_variants.network
            and folded_texts.code_set = known_variants.code_set
            and folded_texts.folded_text = known_variants.variant
            and standard_texts.standard_text = known_variants.standard
),

-- A rule speaks only when it finds one standard text: what could be two is not guessed.
unambiguous_rules as (
    select
        network,
        code_set,
        source_text,
        rule_rank,
        min(standard_text) as standard_text
    from compared_texts
    where rule_rank is not null
    group by network, code_set, source_text, rule_rank
    having count(*) = 1
),

best_rules as (
    select
        network,
        code_set,
        source_text,
        min(rule_rank) as rule_rank,
        min_by(standard_text, rule_rank) as standard_text
    from unambiguous_rules
    group by network, code_set, source_text
)

select
    folded_texts.network,
    folded_texts.code_set,
    folded_texts.source_text,
    best_rules.standard_text,
    case
        when best_rules.rule_rank = 1 then 'exact'
        when best_rules.rule_rank = 3 then 'variant'
        when best_rules.rule_rank is not null then 'mended'
        else 'unmapped'
    end as mapped_by
from folded_texts
left join best_rules
    on
        folded_texts.network = best_rules.network
        and folded_texts.code_set = best_rules.code_set
        and folded_texts.source_text = best_rules.source_text
