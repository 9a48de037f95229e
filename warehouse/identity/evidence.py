"""How well two units agree: the best level of each comparison over all their records.

Table `evidence`: ru, cu and one small number per comparison, 0 the best. Correlated fields are one comparison:
id with birth date, phone with place.
"""

from __future__ import annotations

import duckdb

from warehouse.identity import names
from warehouse.identity.features import SHADOW_BASE

BIRTH_LEVELS = ("equal", "near", "same_year", "differs", "missing")
PHONE_LEVELS = ("equal", "ends_equal", "differs", "missing")
PLACE_LEVELS = ("home", "grid", "division", "differs", "missing")
SEX_LEVELS = ("agrees", "differs", "missing")
ID_LEVELS = ("number", "mask_fits", "none", "unlike", "mask_misfits")


def _birth(a: str, b: str) -> str:
    same_parts = f"{a} // 100 = {b} // 100 or {a} % 10000 = {b} % 10000"
    day_or_swap = f"{a} % 100 = {b} % 100 or ({a} % 100 = {b} // 100 % 100 and {b} % 100 = {a} // 100 % 100)"
    return f"""case
        when {a} is null or {b} is null then 4
        when {a} = {b} then 0
        when {same_parts} or ({a} // 10000 = {b} // 10000 and ({day_or_swap})) then 1
        when {a} // 10000 = {b} // 10000 then 2
        else 3 end"""


def _births() -> str:
    pairs = [_birth(f"a.{x}", f"b.{y}") for x in ("birth", "id_birth") for y in ("birth", "id_birth")]
    return f"least({', '.join(pairs)})"


_PHONE = """case
    when a.phone_ends is null or b.phone_ends is null
        then case when a.phone = b.phone then 0 when a.phone is null or b.phone is null then 3 else 2 end
    when a.phone_ends <> b.phone_ends then 2
    when a.phone is null or b.phone is null then 1
    when a.phone = b.phone then 0
    else 2 end"""

_PLACE = """case
    when a.home = b.home or a.division_door = b.division_door or a.locality_door = b.locality_door
        or a.registered_door = b.locality_door or a.locality_door = b.registered_door then 0
    when a.grid = b.grid then 1
    when a.division = b.division then 2
    when a.division is null or b.division is null then 4
    else 3 end"""

_SEX = "case when a.sex = 0 or b.sex = 0 then 2 when a.sex = b.sex then 0 else 1 end"

_ID = """case
    when a.id_kind = 'masked' and b.id_number is not null then
        case when id_masked_fits(a.id_part, b.id_number) then 1 else 4 end
    when a.id_kind = 'masked' and b.id_kind = 'masked' and a.last_four is not null and b.last_four is not null
        then case when a.last_four = b.last_four then 1 else 4 end
    when a.id_kind in ('mistyped', 'ruined') and b.id_number is not null and length(a.id_part) = 18
        then 3
    else 2 end"""

_MACRO = """
create or replace temp macro id_masked_fits(mask, n) as
    case when length(mask) = 18 then id_text(n) like replace(mask, '*', '_')
        else substr(id_text(n), 1, 6) || substr(id_text(n), 9, 9) like replace(mask, '*', '_') end;
"""

_EVIDENCE = """
create or replace temp table evidence as
with leveled as (
    select
        c.ru, c.cu, c.via_number,
        {name} as name_level,
        {birth} as birth_level,
        {phone} as phone_level,
        {place} as place_level,
        {sex} as sex_level,
        {id} as id_level,
        a.is_complaint and coalesce(b.id_birth, b.birth) // 10000 > a.seen_year - 14 as is_child
    from {candidates} as c
    join rest as a on c.ru = a.unit
    join other as b on c.cu = b.unit and b.rid <> a.rid - {base}
)
select
    ru, cu,
    min(name_level)::utinyint as name_level,
    min(birth_level)::utinyint as birth_level,
    min(phone_level)::utinyint as phone_level,
    min(place_level)::utinyint as place_level,
    min(sex_level)::utinyint as sex_level,
    case
        when bool_or(id_level = 4) then 4
        when bool_or(via_number) then 0
        else min(id_level)
    end::utinyint as id_level,
    bool_or(coalesce(is_child, false)) as is_child
from leveled
group by ru, cu;
"""


def build_evidence(
    con: duckdb.DuckDBPyConnection, candidates: str = "candidate", into: str = "evidence"
) -> None:
    """Make `evidence` (or another table) for a relation of candidates (ru, cu, via_number)."""
    con.execute(_MACRO)
    query = _EVIDENCE.format(
        name=names.level("a", "b"), birth=_births(), phone=_PHONE, place=_PLACE, sex=_SEX, id=_ID,
        candidates=candidates, base=SHADOW_BASE,
    )  # fmt: skip
    con.execute(query.replace("temp table evidence", f"temp table {into}"))
