{#- Places told by words. -#}

{#- A subquery of record_key, division_code, grid_code for those records whose words name a division at least.
    records: relation with record_key, stated_division_code (believed before the words) and place_text.
    In a division the grid is told by estate and building, else by its own name, else by a hamlet, else by an
    estate that lies in one grid whole, else because the division has one grid only. What could be two places
    is none: evidence of one kind counts when it leaves one grid. -#}
{% macro address_places(records) -%}
    {{ return(adapter.dispatch('address_places', 'duowang')(records)) }}
{%- endmacro %}

{% macro default__address_places(records) -%}
    (
        with worded_records as (
            select
                record_key,
                stated_division_code,
                {{ duowang.replace_all('place_text', "'\\s'", "''") }} as place_text
            from {{ records }}
        ),

        {{ duowang.divisions_by_words() }},

        {{ duowang.grids_by_words() }}

        select
            divided_records.record_key,
            divided_records.division_code,
            min_by(clear_evidence.grid_code, clear_evidence.evidence_rank) as grid_code
        from divided_records
        left join clear_evidence
            on divided_records.record_key = clear_evidence.record_key
        group by divided_records.record_key, divided_records.division_code
    )
{%- endmacro %}

{#- Which division is meant. A name counts with its town before it; one that is unique in the county, with the
    word for its kind. 大桥 is also in 大桥头: the longest name is meant, and two of one length leave it open. -#}
{% macro divisions_by_words() -%}
        named_divisions as (
            select
                records.record_key,
                names.division_code,
                max(length(names.short_name)) as name_length
            from worded_records as records
            inner join {{ ref('int_division_names') }} as names
                on
                    contains(records.place_text, names.town_name_zh || names.short_name)
                    or (
                        names.is_unique_in_county
                        and names.name_zh != names.short_name
                        and contains(records.place_text, names.name_zh)
                    )
            group by records.record_key, names.division_code
        ),

        measured_names as (
            select
                record_key,
                division_code,
                name_length,
                max(name_length) over (partition by record_key) as longest
            from named_divisions
        ),

        clear_divisions as (
            select
                record_key,
                min(division_code) as division_code
            from measured_names
            where name_length = longest
            group by record_key
            having count(*) = 1
        ),

        divided_records as (
            select
                records.record_key,
                records.place_text,
                coalesce(divisions.division_code, clear_divisions.division_code) as division_code
            from worded_records as records
            left join {{ ref('int_divisions') }} as divisions
                on records.stated_division_code = divisions.division_code
            left join clear_divisions
                on records.record_key = clear_divisions.record_key
            where coalesce(divisions.division_code, clear_divisions.division_code) is not null
        )
{%- endmacro %}

{#- What the words say about the grid inside the division, one row a record and kind of evidence. -#}
{% macro grids_by_words() -%}
        live_buildings as (
            select
                division_code,
                estate_name,
                building_no,
                grid_code
            from {{ ref('int_building_grids') }}
            where not is_left_out and estate_name is not null
        ),

        estates as (
            select
                division_code,
                estate_name,
                case when count(grid_code) = count(*) and count(distinct grid_code) = 1 then min(grid_code) end
                    as grid_code
            from live_buildings
            group by division_code, estate_name
        ),

        measured_estates as (
            select
                records.record_key,
                estates.division_code,
                estates.estate_name,
                estates.grid_code,
                regexp_extract(
                    split_part(records.place_text, estates.estate_name, 2), '^0*(\d+)(?:号楼|栋|幢|楼|座|-)', 1
                ) as building_no,
                length(estates.estate_name) as name_length,
                max(length(estates.estate_name)) over (partition by records.record_key) as longest
            from divided_records as records
            inner join estates
                on
                    records.division_code = estates.division_code
                    and contains(records.place_text, estates.estate_name)
        ),

        named_estates as (
            select
                record_key,
                division_code,
                estate_name,
                grid_code,
                building_no
            from measured_estates
            where name_length = longest
        ),

        measured_grids as (
            select
                records.record_key,
                grids.grid_code,
                length(grids.name_zh) as name_length,
                max(length(grids.name_zh)) over (partition by records.record_key) as longest
            from divided_records as records
            inner join {{ ref('int_grids') }} as grids
                on
                    records.division_code = grids.division_code
                    and contains(records.place_text, grids.name_zh)
            where grids.is_current and length(grids.name_zh) >= 3
        ),

        named_grids as (
            select
                record_key,
                grid_code
            from measured_grids
            where name_length = longest
        ),

        measured_hamlets as (
            select
                records.record_key,
                map.current_grid_code as grid_code,
                length(hamlets.name_zh) as name_length,
                max(length(hamlets.name_zh)) over (partition by records.record_key) as longest
            from divided_records as records
            inner join {{ ref('stg_xiangcun__hamlets') }} as hamlets
                on
                    records.division_code = hamlets.division_code
                    and contains(records.place_text, hamlets.name_zh)
            inner join {{ ref('int_grid_code_map') }} as map
                on hamlets.grid_code = map.any_code and map.successor_count = 1
            where not hamlets.is_deleted and not hamlets.is_test and length(hamlets.name_zh) >= 2
        ),

        named_hamlets as (
            select
                record_key,
                grid_code
            from measured_hamlets
            where name_length = longest
        ),

        evidence as (
            select
                estates.record_key,
                1 as evidence_rank,
                buildings.grid_code
            from named_estates as estates
            inner join live_buildings as buildings
                on
                    estates.division_code = buildings.division_code
                    and estates.estate_name = buildings.estate_name
                    and estates.building_no = {{ duowang.without_leading_zeros("regexp_extract(buildings.building_no, '\\d+', 0)") }}
            union all
            select
                record_key,
                2 as evidence_rank,
                grid_code
            from named_grids
            union all
            select
                record_key,
                3 as evidence_rank,
                grid_code
            from named_hamlets
            union all
            select
                record_key,
                4 as evidence_rank,
                grid_code
            from named_estates
            union all
            select
                records.record_key,
                5 as evidence_rank,
                grids.grid_code
            from divided_records as records
            inner join {{ ref('int_grids') }} as grids
                on records.division_code = grids.division_code and grids.is_current
        ),

        clear_evidence as (
            select
                record_key,
                evidence_rank,
                min(grid_code) as grid_code
            from evidence
            group by record_key, evidence_rank
            having count(distinct grid_code) = 1 and count(grid_code) = count(*)
        )
{%- endmacro %}
