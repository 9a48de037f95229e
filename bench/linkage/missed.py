"""Which pairs the linkage misses, by class: what the record that stays apart shares with the others."""

from __future__ import annotations

import duckdb

_MISSED = """
with record as (
    select t.*, f.resident_key, t.network = 'chengguan' as is_case,
        replace(t.name_text, ' ', '') as plain_name,
        regexp_full_match(coalesce(t.id_text, ''), '[0-9]{{17}}[0-9Xx]') as has_id,
        contains(coalesce(t.id_text, ''), '*') as has_mask
    from {truth} as t
    join {found} as f using (network, stream, source_record_id)
),
part as (select person, resident_key, count(*) as records from record group by all),
main as (
    select person, arg_max(resident_key, struct_pack(r := records, k := resident_key)) as key,
        sum(records) as records
    from part group by person having count(*) > 1
),
apart as (
    select r.*, m.records - 1 as pairs,
        exists (from record as o where o.resident_key = m.key and o.plain_name = r.plain_name) as same_name,
        exists (from record as o where o.resident_key = m.key and o.phone_text = r.phone_text) as same_phone,
        exists (from record as o where o.resident_key = m.key and o.birth_date = r.birth_date) as same_birth
    from record as r
    join main as m on r.person = m.person and r.resident_key <> m.key
)
select
    case
        when is_case and regexp_matches(name_text, '(先生|女士)$') and same_phone
            then 'case: surname, known phone'
        when is_case and regexp_matches(name_text, '(先生|女士)$') then 'case: surname, no known phone'
        when is_case and same_name and not has_mask and phone_text is null then 'case: name, no phone, no id'
        when is_case and same_name and not has_mask and not same_phone then 'case: name, unknown phone, no id'
        when is_case and same_name then 'case: name with known phone or masked id'
        when is_case then 'case: name differs'
        when not same_name and has_id then 'register: name differs, another or borrowed number'
        when not same_name then 'register: name differs, no whole number'
        when not same_birth then 'register: birth date differs or lacks'
        else 'register: name and birth date agree'
    end as class,
    sum(pairs)::bigint as pairs
from apart
group by class
order by pairs desc
"""


def missed(con: duckdb.DuckDBPyConnection, truth: str, found: str) -> list[tuple[str, int]]:
    """Count missed pairs by class; a record that stays apart misses all others of its person."""
    rows = con.execute(_MISSED.format(truth=truth, found=found)).fetchall()
    return [(str(name), int(pairs)) for name, pairs in rows]
