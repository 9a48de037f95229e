"""Three counties of the sandbox, run by one hub as an operator runs them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sandbox.platforms.xiangcun.drops import build_drop
from sandbox.server import running
from sandbox.world.build import create
from sandbox.world.citizen_id import check_character, masked
from sandbox.world.migration import grown_ups, settle
from sandbox.world.people import Person

DUOWANG = Path(sys.executable).parent / "duowang"
COUNTIES = {"yitong": "220323", "dongliao": "220422", "meihekou": "220581"}
MOVED = 7
FILE = """
[province]
adcode = "220000"
name_zh = "吉林省"
name_en = "Jilin"
"""
COUNTY = """
[[county]]
id = "{id}"
adcode = "{adcode}"
name_zh = "{id}县"
name_en = "{id}"
networks = ["zongzhi", "chengguan", "shequ", "xiangcun"]
"""
DAYS_OFF = "[county.calendar]\ndays_off = [2024-08-26]\n"
DOUBTFUL = 2
UNREAD = (("zongzhi", "step"), ("chengguan", "actions"))
"""Streams that nothing here looks at; a tenth of them is served."""


@dataclass(frozen=True)
class Answer:
    """How a command ended, and its document."""

    exit_code: int
    document: dict[str, Any]


@dataclass(frozen=True)
class Province:
    """The hub after all, the answers on the way, and who was planted."""

    home: Path
    first: Answer
    without: Answer
    whole: Answer
    again: Answer
    listed: Answer
    moved: tuple[Person, ...]
    namesake: Person
    doubtful: tuple[Person, ...]
    env: dict[str, str]

    def file(self, county: str | None = None) -> Path:
        folder = self.home / ("counties/" + COUNTIES[county] if county else "province")
        return folder / "published" / "current" / "hub.duckdb"

    def ask(self, query: str, county: str | None = None) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.file(county)), read_only=True) as connection:
            return connection.execute(query).fetchall()


def make_worlds(place: Path) -> tuple[list[Person], Person, list[Person]]:
    """Make three counties; people of the first live in the second too, and a namesake of one of them.

    Of some who live there the register has a masked id and another telephone: whether they moved is doubtful.
    """
    for seed, adcode in enumerate(COUNTIES.values(), start=1):
        create(place / adcode, people=220, seed=seed, dirt="none", adcode=adcode)
        with closing(sqlite3.connect(place / adcode / "platforms.sqlite")) as db, db:
            for stream in UNREAD:
                db.execute("delete from record where network = ? and stream = ? and rowid % 10 > 0", stream)
    leaving = grown_ups(place / COUNTIES["yitong"], MOVED + 1 + DOUBTFUL)
    moved, original = leaving[:MOVED], leaving[MOVED]
    doubtful = leaving[MOVED + 1 :]
    settle(place / COUNTIES["meihekou"], map(_hardly_known, doubtful))
    (stranger,) = grown_ups(place / COUNTIES["dongliao"], 1, seed=5)
    body = original.citizen_id[:14] + stranger.citizen_id[14:17]
    namesake = replace(
        original, citizen_id=body + check_character(body), phone=stranger.phone, former_phone=""
    )
    settle(place / COUNTIES["dongliao"], moved[:4])
    settle(place / COUNTIES["meihekou"], [*moved[4:], namesake])
    for adcode in COUNTIES.values():
        build_drop(place / adcode)
    return moved, namesake, doubtful


def _hardly_known(person: Person) -> Person:
    last = str((int(person.phone[-1]) + 1) % 10)
    return replace(
        person, citizen_id=masked(person.citizen_id), phone=person.phone[:-1] + last, former_phone=""
    )


@pytest.fixture(scope="package")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    place = tmp_path_factory.mktemp("province")
    moved, namesake, doubtful = make_worlds(place)
    counties = [COUNTY.format(id=name, adcode=adcode) for name, adcode in COUNTIES.items()]
    counties[1] += DAYS_OFF
    (place / "counties.toml").write_text(FILE + "".join(counties), encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_CONN_")}
    env |= {"DUOWANG_COUNTIES": str(place / "counties.toml"), "DUOWANG_HOME": str(place / "hub")}
    missing: dict[str, str] = {}
    with ExitStack() as stack:
        for name, adcode in COUNTIES.items():
            given = stack.enter_context(running(place / adcode, rate_scale=50))
            told = {f"AIRFLOW_CONN_{name}_{net}".upper(): json.dumps(one) for net, one in given.items()}
            (missing if name == "meihekou" else env).update(told)
        first = duowang(env, "run", "--county", "all", "--at-once", "2")
        without = duowang(env, "province")
        env |= missing
        duowang(env, "run", "--county", "meihekou")
    whole, again = duowang(env, "province"), duowang(env, "province")
    listed = duowang(env, "counties")
    hub = place / "hub"
    yield Province(hub, first, without, whole, again, listed, tuple(moved), namesake, tuple(doubtful), env)


def duowang(env: dict[str, str], *arguments: str) -> Answer:
    done = subprocess.run(
        [DUOWANG, *arguments, "--json"], env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr[-3000:]
    return Answer(done.returncode, json.loads(done.stdout))


def registry(province: Province, name: str) -> Path:
    folder = "counties/" + COUNTIES[name] if name in COUNTIES else name
    return province.home / folder / "restricted" / "identity.duckdb"


def keys_of(province: Province, person: Person) -> dict[str, str]:
    """The province's key of whoever bears a number, by county."""
    found: dict[str, str] = {}
    for name, adcode in COUNTIES.items():
        with duckdb.connect() as con:
            con.execute(f"attach '{registry(province, name)}' as county (read_only)")
            con.execute(f"attach '{registry(province, 'province')}' as province (read_only)")
            rows = con.execute(
                """
                select x.province_resident_key
                from county.identity.resident as r
                join province.identity.province_crosswalk as x on r.resident_key = x.resident_key
                where r.citizen_id = ? and x.county_code = ?
                """,
                [person.citizen_id, adcode],
            ).fetchall()
        if rows:
            ((found[name],),) = rows
    return found
