with register_versions as (
    {% for network, stream, model in [
        ('zongzhi', 'population', 'stg_zongzhi__population_versions'),
        ('shequ', 'residents', 'stg_shequ__resident_versions'),
        ('xiangcun', '村民', 'stg_xiangcun__villager_versions'),
    ] %}
    select
        '{{ network }}' as network,
        '{{ stream }}' as stream,
        versions.source_record_id,
        versions.valid_from,
        versions.valid_to,
        versions.name_text,
        versions.id_text,
        versions.sex,
        versions.birth_date,
        versions.phone_text
    from {{ ref(model) }} as versions
    where not versions.is_test and {{ is_live_version('versions') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

placed_versions as (
    select
        versions.*,
        placed.grid_code
    from register_versions as versions
    left join {{ ref('int_person_versions') }} as placed
        on
            versions.network = placed.network
            and versions.stream = placed.stream
            and versions.source_record_id = placed.source_record_id
            and versions.valid_from = placed.valid_from
)

select
    network,
    stream,
    source_record_id,
    valid_from,
    valid_to,
    grid_code is not null as has_grid,
    {{ person_verdicts() }}
from placed_versions
