"""A shadow that is led to another number counts as wrong only where the numbers prove two people."""

from __future__ import annotations

import duckdb
import pytest

from warehouse.identity import ids, shadows
from warehouse.identity.calibrate import Calibrator
from warehouse.identity.features import SHADOW_BASE

OWN = 22992319850315001
"""The first 17 digits of the number that was hidden; unit 1 holds it, unit 2 the number that was found."""

OWN_DAY = 19850315
SAME_NAME, SOUNDS_ALIKE = 0, 1


@pytest.mark.parametrize(
    ("found", "kind", "born", "name_level", "is_counted"),
    [
        pytest.param(22992319850315735, "valid", OWN_DAY, SAME_NAME, True, id="a namesake"),
        pytest.param(OWN + 2, "valid", OWN_DAY, SAME_NAME, False, id="the same number, rounded"),
        pytest.param(OWN + 2, "valid", OWN_DAY, SOUNDS_ALIKE, True, id="twins with numbers in a row"),
        pytest.param(22992319490525353, "valid", None, SAME_NAME, False, id="a number that may be borrowed"),
        pytest.param(
            22992319490525353, "first", 19490525, SAME_NAME, False, id="a number without a check character"
        ),
    ],
)
def test_only_numbers_that_prove_two_people_make_a_shadow_wrong(
    found: int, kind: str, born: int | None, name_level: int, *, is_counted: bool
) -> None:
    with duckdb.connect() as con:
        ids.install(con)
        led_astray(con, found, kind, born, name_level)
        shadows.prepare(con)
        shadows.observe(con, calibrator := Calibrator())
    assert calibrator.fit().other.wrong == int(is_counted)


def led_astray(
    con: duckdb.DuckDBPyConnection, found: int, kind: str, born: int | None, name_level: int
) -> None:
    """Leave the tables of a round in which the shadow of unit 1 was found to be unit 2."""
    shadow = SHADOW_BASE + 1
    for table, columns, rows in (
        ("member", "rid, unit", f"(1, 1), (2, 2), ({shadow}, {shadow})"),
        ("trusted_unit", "unit, id_number", f"(1, {OWN}), (2, {found})"),
        (
            "feature",
            "unit, id_kind, birth, id_birth",
            f"(1, 'valid', {OWN_DAY}, {OWN_DAY}), (2, '{kind}', {born or 'null'}, {found // 1000 % 10**8})",
        ),
        ("scored", "ru, cu, name_level, birth_level", f"({shadow}, 2, {name_level}, 0)"),
        (
            "posterior",
            "ru, target, name_level, raw, is_capped",
            f"({shadow}, 2, {name_level}, 0.9999, false)",
        ),
    ):
        con.execute(f"create temp table {table} as from (values {rows}) as t({columns})")
