"""How well two units agree: the best level of each comparison over all their records.

Table `evidence`: ru, cu and one small number per comparison, 0 the best. Correlated fields are one
comparison: id with birth date, phone with place. A name with a lost character speaks only where no whole
one does. `networks` is the smaller number of networks that either side is known from.
"""

from __future__ import annotations

import duckdb

from warehouse.identity import dates, names
from warehouse.identity.features import SHADOW_BASE

PHONE_LEVELS = ("equal", "ends_equal", "differs", "missing")
PLACE_LEVELS = ("home", "door", "grid", "division", "differs", "missing")
SEX_LEVELS = ("agrees", "differs", "missing")
ID_LEVELS = ("number", "mask_fits", "none", "unlike", "mask_misfits")


def _births() -> str:
    """Compare birth dates: the record's own, else that of its damaged number, which counts only once."""
    own = "coalesce(a.birth, case when not c.via_number then a.id_birth end)"
    return f"least({dates.level(own, 'b.birth')}, {dates.level(own, 'b.id_birth')})"


_PHONE = """case
    when a.phone_ends is null or b.phone_ends is null
        then case when a.phone = b.phone then 0 when a.phone is null or b.phone is null then 3 else 2 end
    when a.phone_ends <> b.phone_ends then 2
    when a.phone is null or b.phone is null then 1
    when a.phone = b.phone then 0
    else 2 end"""

_PLACE = """case
    when a.home = b.home or a.full_door = b.full_door then 0
    when a.division_door = b.division_door or a.locality_door = b.locality_door
        or a.registered_door = b.locality_door or a.locality_door = b.registered_door then 1
    when a.is_complaint or b.is_complaint then 5
    when a.grid = b.grid then 2
    when a.division = b.division then 3
    when a.division is not null and b.division is not null then 4
    when a.locality_door is not null and b.locality_door is not null then 4
    else 5 end"""

_SEX = "case when a.sex = 0 or b.sex = 0 then 2 when a.sex = b.sex then 0 else 1 end"

_ID = """case
    when a.id_kind = 'masked' and b.id_number is not null then
        case when id_masked_fits(a.id_part, b.id_number) then 1 else 4 end
    when a.id_kind = 'masked' and b.id_kind = 'masked' and a.last_four is not null and b.last_four is not null
        then case when a.last_four = b.last_four then 1 else 4 end
    when a.id_kind in ('mistyped', 'ruined') and b.id_number is not null and length(a.id_part) = 18
        then case when right(a.id_part, 3) = '000' and left(a.id_part, 15)::bigint = b.id_number // 100 then 2
            else 3 end
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
        {name} + 16 * case when a.name_id is null or b.name_id is null then 3
            else a.has_gap::integer + b.has_gap::integer end as name_level,
        1 << least(a.net, 15) as a_network, 1 << least(b.net, 15) as b_network,
        {birth} as birth_level,
        {phone} as phone_level,
        {place} as place_level,
        {sex} as sex_level,
        {id} as id_level,
        a.is_complaint and coalesce(b.id_birth, b.birth) // 10000 > a.seen_year - 14 as is_child
    from {candidates} as c
    join rest as a on c.ru = a.unit
    join other as b on c.cu = b.unit and b.rid <> a.rid - {base}
    left join name as n on b.name_id = n.name_id
)
select
    ru, cu,
    (min(name_level) % 16)::utinyint as name_level,
    least(bit_count(bit_or(a_network)), bit_count(bit_or(b_network)))::utinyint as networks,
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

_NO_EVIDENCE = """
create or replace temp table {into} (
    ru integer, cu integer, name_level utinyint, networks utinyint, birth_level utinyint,
    phone_level utinyint, place_level utinyint, sex_level utinyint, id_level utinyint, is_child boolean);
"""
"""Planning the comparisons takes longer than to see that there are none."""


def build_evidence(
    con: duckdb.DuckDBPyConnection, candidates: str = "candidate", into: str = "evidence"
) -> None:
    """Make `evidence` (or another table) for a relation of candidates (ru, cu, via_number)."""
    if con.execute(f"select 1 from {candidates} limit 1").fetchone() is None:
        con.execute(_NO_EVIDENCE.format(into=into))
        return
    con.execute(_MACRO)
    query = _EVIDENCE.format(
        name=names.level("a", "n"), birth=_births(), phone=_PHONE, place=_PLACE, sex=_SEX, id=_ID,
        candidates=candidates, base=SHADOW_BASE,
    )  # fmt: skip
    con.execute(query.replace("temp table evidence", f"temp table {into}"))
