"""A shadow that is led to another number counts as wrong only where the numbers prove two people."""

from __future__ import annotations

import duckdb
import pytest

from warehouse.identity import ids, shadows
from warehouse.identity.calibrate import Calibrator
from warehouse.identity.features import SHADOW_BASE

OWN = 22992319850315001
"""The first 17 digits of the number that was hidden; unit 1 holds it, unit 2 the number that was found."""

SAME_NAME, SOUNDS_ALIKE = 0, 1


@pytest.mark.parametrize(
    ("found", "kind", "name_level", "is_counted"),
    [
        pytest.param(22992319850315735, "valid", SAME_NAME, True, id="a namesake"),
        pytest.param(OWN + 2, "valid", SAME_NAME, False, id="the same number, rounded"),
        pytest.param(OWN + 2, "valid", SOUNDS_ALIKE, True, id="twins with numbers in a row"),
        pytest.param(22992319490525353, "first", SAME_NAME, False, id="a number without a check character"),
    ],
)
def test_only_numbers_that_prove_two_people_make_a_shadow_wrong(
    found: int, kind: str, name_level: int, *, is_counted: bool
) -> None:
    with duckdb.connect() as con:
        ids.install(con)
        led_astray(con, found, kind, name_level)
        shadows.prepare(con)
        shadows.observe(con, calibrator := Calibrator())
    assert calibrator.fit().other.wrong == int(is_counted)


def led_astray(con: duckdb.DuckDBPyConnection, found: int, kind: str, name_level: int) -> None:
    """Leave the tables of a round in which the shadow of unit 1 was found to be unit 2."""
    shadow = SHADOW_BASE + 1
    for table, columns, rows in (
        ("member", "rid, unit", f"(1, 1), (2, 2), ({shadow}, {shadow})"),
        ("trusted_unit", "unit, id_number", f"(1, {OWN}), (2, {found})"),
        ("feature", "unit, id_kind", f"(1, 'valid'), (2, '{kind}')"),
        ("scored", "ru, cu, name_level, birth_level", f"({shadow}, 2, {name_level}, 0)"),
        (
            "posterior",
            "ru, target, name_level, raw, is_capped",
            f"({shadow}, 2, {name_level}, 0.9999, false)",
        ),
    ):
        con.execute(f"create temp table {table} as from (values {rows}) as t({columns})")
