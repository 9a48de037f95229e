"""Who might be whom: candidate units for every unit without a trusted number.

Only the rest is blocked, against everybody. Table `candidate` (ru, cu, via_number): a unit of the rest
and a unit it shares a key with. A shadow is never a candidate, and does not find itself in its own record.
"""

from __future__ import annotations

import duckdb

from warehouse.identity.features import SHADOW_BASE

_SIDES = """
create or replace temp table rest as
select f.*, n.c1, n.c2, n.c3, n.c4, n.c5, n.s1, n.s2, n.s3, n.s4
from feature as f
semi join open_unit as u on f.unit = u.unit
left join name as n on f.name_id = n.name_id;
"""

_STRONG_KEYS = (
    ("r.sound_id = o.sound_id and r.birth = o.birth", ""),
    ("r.sound_id = o.sound_id and r.birth = o.id_birth", "o.id_birth <> o.birth or o.birth is null"),
    ("r.sound_id = o.sound_id and r.phone_ends = o.phone_ends", ""),
    ("r.sound_id = o.sound_id and r.last_four = o.last_four", "r.id_kind = 'masked'"),
)
_WEAK_KEYS = (
    ("r.sound_id = o.sound_id and r.id_birth = o.birth", "r.id_birth <> r.birth or r.birth is null"),
    ("r.sound_id = o.sound_id and r.id_birth = o.id_birth", "r.id_birth <> r.birth or r.birth is null"),
    ("r.sound_id = o.sound_id and r.division_door = o.division_door", ""),
    ("r.sound_id = o.sound_id and r.locality_door = o.locality_door", ""),
    ("r.sound_id = o.sound_id and r.registered_door = o.locality_door", ""),
    ("r.sound_id = o.sound_id and r.locality_door = o.registered_door", ""),
    ("r.sound_id = o.sound_id and r.home = o.home", ""),
    ("r.birth = o.birth and r.phone_ends = o.phone_ends", ""),
    ("r.birth = o.id_birth and r.phone_ends = o.phone_ends", ""),
    ("r.birth = o.birth and r.home = o.home", ""),
    ("r.birth = o.id_birth and r.home = o.home", ""),
    ("r.birth = o.birth and r.division_door = o.division_door", ""),
    ("r.birth = o.id_birth and r.division_door = o.division_door", ""),
    ("r.birth = o.birth and r.locality_door = o.locality_door", ""),
    ("r.birth = o.id_birth and r.locality_door = o.locality_door", ""),
    ("r.surname_sound = o.surname_sound and r.phone_ends = o.phone_ends", "r.birth is null"),
    ("r.surname_sound = o.surname_sound and r.last_four = o.last_four", "r.id_kind = 'masked'"),
)

KEY_COLUMNS = (
    "sound_id", "surname_sound", "birth", "id_birth", "phone_ends", "last_four", "home", "division_door",
    "locality_door", "registered_door",
)  # fmt: skip
"""What the keys look at, beside rid, unit and id_number."""

_BY_KEY = """
select r.unit as ru, o.unit as cu, false as via_number
from rest as r
join other as o on {key}
where r.unit <> o.unit and o.rid <> r.rid - {base} and {condition}
"""

_BY_NUMBER = """
select r.unit, o.unit, true
from candidate_number as n
join rest as r on n.rid = r.rid
join other as o on n.number = o.id_number
where r.unit <> o.unit
union all
select r.unit, o.unit, true
from candidate_number as n
join rest as r on n.rid = r.rid
join candidate_number as c on n.number = c.number and n.how <> 'claimed' and c.how <> 'claimed'
join other as o on c.rid = o.rid and o.id_number is null
where r.unit <> o.unit
"""

_CANDIDATES = """
create or replace temp table candidate as
select ru, cu, bool_or(via_number) as via_number
from ({keys})
group by ru, cu;
"""


def build_candidates(con: duckdb.DuckDBPyConnection, *, thorough: bool) -> None:
    """Make `rest` and `candidate` for the units in `open_unit`.

    The first round looks where most are found; a thorough one asks every key.
    """
    con.execute(_SIDES)
    keys = _STRONG_KEYS + (_WEAK_KEYS if thorough else ())
    parts = [_BY_KEY.format(key=key, condition=_or_true(also), base=SHADOW_BASE) for key, also in keys]
    con.execute(_CANDIDATES.format(keys=" union all ".join([*parts, _BY_NUMBER])))


def _or_true(condition: str) -> str:
    return f"({condition})" if condition else "true"
