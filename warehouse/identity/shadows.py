"""What became of the shadows, the records whose number was hidden: the linkage is judged by it."""

from __future__ import annotations

import duckdb
import numpy as np

from warehouse.identity.calibrate import Calibrator
from warehouse.identity.features import SHADOW_BASE
from warehouse.identity.script import run_script

_TRUTH = """
create or replace temp table shadow_truth as
select s.rid as unit, m.unit as true_unit
from member as s
join member as m on s.rid - {base} = m.rid
where s.rid >= {base};
create or replace temp table undecided (unit integer);
"""

_UNDECIDED = """
insert into undecided
select p.ru
from posterior as p
join shadow_truth as t on p.ru = t.unit
join scored as s on p.ru = s.ru and p.target = s.cu
join trusted_unit as own on t.true_unit = own.unit
join trusted_unit as found on p.target = found.unit
where p.target <> t.true_unit and (
    found.unit not in (select unit from feature where id_kind = 'valid' and birth = id_birth)
    or s.name_level = 0 and s.birth_level in (0, 4)
        and hamming(id_text(own.id_number), id_text(found.id_number)) <= 2);
"""
"""Shadows of which nobody can say that they were led to somebody else, since two numbers do not prove it.

Either nobody who holds the number found has a check character and the number's birth date to prove it: it may
be borrowed. Or under one name and birth date the numbers are one but for two digits, as rounding leaves them:
they pass one time in eleven, and no two people share all that.
"""

_RESULT = """
select p.raw, p.target = t.true_unit as is_right, p.name_level = 0 as is_whole
from posterior as p
join shadow_truth as t on p.ru = t.unit
where not p.is_capped and p.ru not in (select unit from undecided)
order by p.ru
"""


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make `shadow_truth` (unit, true_unit) while shadows and their records stand where they were made."""
    run_script(con, _TRUTH.format(base=SHADOW_BASE))


def observe(con: duckdb.DuckDBPyConnection, calibrator: Calibrator) -> None:
    """Tell the calibrator what `posterior` makes of the shadows; those that say nothing go to `undecided`."""
    con.execute(_UNDECIDED)
    seen = con.execute(_RESULT).fetchnumpy()
    right, whole = (np.asarray(seen[name], dtype=bool) for name in ("is_right", "is_whole"))
    calibrator.add(np.asarray(seen["raw"], dtype=np.float64), right, whole)
