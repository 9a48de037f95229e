"""The county under another code, and people who move there."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sandbox.cli.connection_files import named_for
from sandbox.world.advance import advance
from sandbox.world.build import create
from sandbox.world.citizen_id import is_valid
from sandbox.world.divisions import adcode, all_divisions, under
from sandbox.world.migration import grown_ups, settle

REGISTERS = (
    ("zongzhi", "population", "GMSFHM"),
    ("shequ", "residents", "idCard"),
    ("xiangcun", "村民", "身份证号"),
)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two counties of the same seed and size, that differ in their codes."""
    place = tmp_path_factory.mktemp("counties")
    create(place / "here", people=120, seed=4, dirt="none")
    create(place / "there", people=120, seed=4, dirt="none", adcode="220422")
    return place / "here", place / "there"


def bodies(home: Path, network: str, stream: str) -> list[dict[str, str]]:
    with closing(sqlite3.connect(home / "platforms.sqlite")) as db:
        rows = db.execute("select body from record where network = ? and stream = ?", (network, stream))
        return [json.loads(body) for (body,) in rows]


def numbers(home: Path) -> set[str]:
    return {body[field] for network, stream, field in REGISTERS for body in bodies(home, network, stream)} - {
        ""
    }


def test_no_code_of_the_real_county_is_left(homes: tuple[Path, Path]) -> None:
    advance(homes[1], days=1)
    codes = [body["WGBH"] for body in bodies(homes[1], "zongzhi", "grid")]
    assert {code[:6] for code in codes} == {"220422"}
    with closing(sqlite3.connect(homes[1] / "platforms.sqlite")) as db:
        sql = "select count(*) from record where id like '220323%' or body like ?"
        assert [db.execute(sql, (f"%{mark}220323%",)).fetchone() for mark in ('"', ",")] == [(0,), (0,)]


def test_people_of_two_counties_never_share_a_number(homes: tuple[Path, Path]) -> None:
    here, there = (numbers(home) for home in homes)
    assert len(here) > 100
    assert not here & there
    assert all(is_valid(number) and number.startswith("2299") for number in here | there)


def test_who_moves_keeps_name_number_and_telephone_and_stands_in_both(homes: tuple[Path, Path]) -> None:
    leaving = grown_ups(homes[0], 3)
    arrived = settle(homes[1], leaving)
    for person, same in zip(leaving, arrived, strict=True):
        assert (person.name, person.citizen_id, person.phone) == (same.name, same.citizen_id, same.phone)
        written = [b for b in bodies(homes[1], "zongzhi", "population") if b["GMSFHM"] == person.citizen_id]
        assert [body["XM"] for body in written] == [person.name]
        assert person.citizen_id in numbers(homes[0])
    assert len(settle(homes[1], grown_ups(homes[0], 1, seed=8))) == 1


def test_only_so_many_can_move(homes: tuple[Path, Path]) -> None:
    with pytest.raises(ValueError, match="grown-ups"):
        grown_ups(homes[0], 1000)


def test_the_code_holds_for_the_block_alone() -> None:
    with under("220422"):
        assert adcode() == all_divisions()[0].code[:6] == "220422"
    assert all_divisions()[0].code[:6] == "220323"
    for wrong in ("22042", "22042x", "２２０４２２"):
        with pytest.raises(ValueError, match="no code"), under(wrong):
            pass


def test_connections_are_named_for_a_county() -> None:
    lines = "export AIRFLOW_CONN_SHEQU='{}'\nexport AIRFLOW_CONN_ZONGZHI='{}'\n"
    assert named_for("", lines) == lines
    assert named_for("yitong", lines).startswith(
        "export AIRFLOW_CONN_YITONG_SHEQU='{}'\nexport AIRFLOW_CONN_YITONG_Z"
    )
