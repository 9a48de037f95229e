"""The same home is found behind different ways to write it."""

from __future__ import annotations

import duckdb
import pytest

from warehouse.identity import places


def read(address: str, door: str | None = None) -> tuple[str | None, str | None]:
    """Locality and door of one text."""
    with duckdb.connect() as con:
        con.execute(places._MACROS)
        row = con.execute(
            "select locality_of(t), case when not is_cut(t) then door_of(t) end, door_of($2) "
            "from (select narrow_digits($1) as t)",
            [address, door or ""],
        ).fetchone()
    assert row is not None
    return row[0], row[2] or row[1]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("吉林省四平市伊通满族自治县永宁街道福安社区金色家园3号楼2单元501室", ("家园", "3-2-501")),
        ("福安社区金色家园3-2-501", ("家园", "3-2-501")),
        ("金色家园３号楼２单元５０１室", ("家园", "3-2-501")),
        ("伊通镇前进村后屯12号", ("后屯", "12")),
        ("后屯12", ("后屯", "12")),
        ("前进村", (None, None)),
        ("吉林省四平市伊通满族自治县永宁街道福安社区金色家园小区3号楼2单", ("小区", None)),
    ],
)
def test_addresses(address: str, expected: tuple[str | None, str | None]) -> None:
    assert read(address) == expected


def test_a_stated_door_wins() -> None:
    assert read("金色家园3-3-2-501", "3-2-501") == ("家园", "3-2-501")
