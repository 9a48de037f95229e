"""From trusted numbers and shared keys to residents.

Result: table `member` (rid, unit, id_number, matched_by, match_probability), where `unit` is the
smallest rid of the resident.
"""

from __future__ import annotations

import duckdb

_ENTITIES = """
create or replace temp table member as
with held as (
    select r.rid, t.id_number, not r.is_test and t.id_number is not null as is_entity,
        r.id_is_verbatim
    from rec as r
    left join trusted as t on r.rid = t.rid
)
select
    rid,
    case when is_entity then min(rid) over (partition by id_number, is_entity) else rid end as unit,
    case when is_entity then id_number end as id_number,
    case when not is_entity then 'single' when id_is_verbatim then 'id_number' else 'id_number_repaired' end
        as matched_by,
    1.0::double as match_probability
from held
order by rid;
"""

_CASCADE = (
    ("name_birth_phone", "r.name_id, r.birth, r.phone"),
    ("name_birth_place", "r.name_id, r.birth, r.division_code"),
)

_KEYED = """
create or replace temp table keyed as
select m.rid, m.unit, m.id_number, hash({key}) as key
from member as m
join rec as r on m.rid = r.rid
where not r.is_test and (row({key})::varchar is not null) and {present};
create or replace temp table joined as
with holders as (
    select key, min(unit) filter (id_number is not null) as entity,
        count(distinct id_number) as numbers, min(unit) as unit
    from keyed
    group by key
    having count(distinct unit) > 1
),
wanted as (
    select k.unit, min(case when h.numbers = 1 then h.entity else h.unit end) as new_unit,
        max(case when h.numbers = 1 then h.entity else h.unit end) as other_unit
    from keyed as k
    join holders as h on k.key = h.key
    where k.id_number is null and h.numbers < 2
    group by k.unit
)
select unit, new_unit from wanted where new_unit = other_unit and new_unit <> unit;
"""

_APPLY = """
create or replace temp table member as
select
    m.rid,
    coalesce(j.new_unit, m.unit) as unit,
    coalesce(m.id_number, e.id_number) as id_number,
    case when j.new_unit is not null and m.matched_by = 'single' then '{rule}' else m.matched_by end
        as matched_by,
    case when j.new_unit is not null and m.matched_by = 'single' then {probability}
        else m.match_probability end as match_probability
from member as m
left join joined as j on m.unit = j.unit
left join (select unit, any_value(id_number) as id_number from member group by unit) as e
    on j.new_unit = e.unit
order by m.rid;
"""

_FINISH = """
create or replace temp table member as
select
    rid, min(rid) over (partition by unit) as unit, id_number,
    case when count(*) over (partition by unit) = 1 then 'single' else matched_by end as matched_by,
    match_probability
from member
order by rid;
"""


def resolve(con: duckdb.DuckDBPyConnection) -> None:
    """Make `member`: first the trusted numbers, then name with birth date and phone or place."""
    con.execute(_ENTITIES)
    for rule, key in _CASCADE:
        present = " and ".join(f"{column} is not null" for column in key.split(", "))
        con.execute(_KEYED.format(key=key, present=present))
        con.execute(_APPLY.format(rule=rule, probability=0.99))
    con.execute(_FINISH)
