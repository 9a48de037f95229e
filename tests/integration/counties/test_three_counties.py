"""Three counties in one hub: one that fails stops no other, and a province is made of all of them."""

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
from sandbox.world.migration import grown_ups, settle
from sandbox.world.people import Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]  # three builds, on whatever machine this is

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

    def file(self, county: str | None = None) -> Path:
        folder = self.home / ("counties/" + COUNTIES[county] if county else "province")
        return folder / "published" / "current" / "hub.duckdb"

    def ask(self, query: str, county: str | None = None) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.file(county)), read_only=True) as connection:
            return connection.execute(query).fetchall()


def make_worlds(place: Path) -> tuple[list[Person], Person]:
    """Make three counties; people of the first live in the second too, and a namesake of one of them."""
    for seed, adcode in enumerate(COUNTIES.values(), start=1):
        create(place / adcode, people=220, seed=seed, dirt="none", adcode=adcode)
        with closing(sqlite3.connect(place / adcode / "platforms.sqlite")) as db, db:
            for stream in UNREAD:
                db.execute("delete from record where network = ? and stream = ? and rowid % 10 > 0", stream)
    leaving = grown_ups(place / COUNTIES["yitong"], MOVED + 1)
    moved, original = leaving[:MOVED], leaving[MOVED]
    (stranger,) = grown_ups(place / COUNTIES["dongliao"], 1, seed=5)
    body = original.citizen_id[:14] + stranger.citizen_id[14:17]
    namesake = replace(original, citizen_id=with_check(body), phone=stranger.phone, former_phone="")
    settle(place / COUNTIES["dongliao"], moved[:4])
    settle(place / COUNTIES["meihekou"], [*moved[4:], namesake])
    for adcode in COUNTIES.values():
        build_drop(place / adcode)
    return moved, namesake


def with_check(body: str) -> str:
    from sandbox.world.citizen_id import check_character

    return body + check_character(body)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    place = tmp_path_factory.mktemp("province")
    moved, namesake = make_worlds(place)
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
    yield Province(place / "hub", first, without, whole, again, listed, tuple(moved), namesake)


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


def test_a_county_that_fails_stops_no_other(province: Province) -> None:
    runs = {one["county"]: one for one in province.first.document["counties"]}
    assert {name: one["exit_code"] for name, one in runs.items()} == {
        "yitong": 0,
        "dongliao": 0,
        "meihekou": 2,
    }
    assert province.first.exit_code == 2
    assert "AIRFLOW_CONN_MEIHEKOU_ZONGZHI" in runs["meihekou"]["told"]


def test_the_province_is_made_without_it_and_says_so(province: Province) -> None:
    assert province.without.exit_code == 3
    assert list(province.without.document["left_out"]) == ["meihekou"]
    assert province.without.document["linkage"]["absent"] == ["meihekou"]
    assert (province.whole.exit_code, province.whole.document["left_out"]) == (0, {})


def test_landing_and_registers_are_parted_by_county(province: Province) -> None:
    for name, adcode in COUNTIES.items():
        home = province.home / "counties" / adcode
        assert {path.name for path in (home / "landing").iterdir() if not path.name.startswith(".")} == {
            "zongzhi", "chengguan", "shequ", "xiangcun",
        }  # fmt: skip
        codes = province.ask("select distinct left(division_code, 6) from marts.dim_division", name)
        assert codes == [(adcode,)]
        assert registry(province, name).stat().st_mode & 0o777 == 0o600
        assert (home / "secrets" / "resident_key").is_file()
    assert not (province.home / "landing").exists()


def test_a_day_off_is_one_county_s(province: Province) -> None:
    day = "select is_workday from marts.dim_date where date_day = date '2024-08-26'"
    assert {name: province.ask(day, name) for name in COUNTIES} == {
        "yitong": [(True,)], "dongliao": [(False,)], "meihekou": [(True,)],
    }  # fmt: skip


def test_who_moved_is_one_person_in_both_counties(province: Province) -> None:
    for number, person in enumerate(province.moved):
        found = keys_of(province, person)
        assert set(found) == {"yitong", "dongliao" if number < 4 else "meihekou"}
        assert len(set(found.values())) == 1


def test_a_namesake_born_on_the_same_day_is_somebody_else(province: Province) -> None:
    twin = next(iter(keys_of(province, province.namesake).values()))
    with duckdb.connect() as con:
        con.execute(f"attach '{registry(province, 'province')}' as province (read_only)")
        rule = con.execute(
            "select matched_by from province.identity.province_crosswalk where province_resident_key = ?",
            [twin],
        ).fetchall()
    assert rule == [("single",)]
    assert province.whole.document["linkage"]["namesakes"] >= 1


def test_nobody_else_was_joined(province: Province) -> None:
    linkage = province.whole.document["linkage"]
    assert linkage["residents"] - linkage["people"] == MOVED
    assert linkage["by_rule"]["id_number"] == 2 * MOVED
    assert set(linkage["by_rule"]) == {"id_number", "single"}


def test_residents_of_the_province_are_counted_once(province: Province) -> None:
    own = {
        adcode: province.ask("select count(*) from marts.dim_resident where is_current", name)[0][0]
        for name, adcode in COUNTIES.items()
    }
    rows = province.ask("select county_code, residents from marts.mart_county_scorecard")
    assert dict(rows) == own | {"220000": sum(own.values()) - MOVED}
    assert province.ask("from marts.mart_province_residents order by all") == [
        (1, sum(own.values()) - 2 * MOVED, False),
        (2, MOVED, False),
    ]


def test_figures_are_sums_and_rates_are_made_from_sums(province: Province) -> None:
    query = "select figure, unit, value, numerator, denominator from marts.mart_published_figures"
    counties = [{row[0]: row[1:] for row in province.ask(query, name)} for name in COUNTIES]
    together = {
        row[0]: row[1:]
        for row in province.ask(
            "select figure, unit, value, numerator, denominator from marts.mart_province_figures"
        )
    }
    assert set(together) == set(counties[0])
    for figure, (unit, value, numerator, denominator) in together.items():
        if unit == "percent":
            assert numerator == sum(one[figure][2] for one in counties)
            assert denominator == sum(one[figure][3] for one in counties)
            assert abs(float(value) - 100 * numerator / denominator) <= 0.05
        elif figure not in ("volunteer_group_kinds", "volunteer_actions"):
            assert value == sum(one[figure][1] for one in counties)
    assert (together["volunteer_group_kinds"][1], together["volunteer_actions"][1]) == (8, 8)


def test_every_row_of_a_county_s_marts_stands_in_the_province(province: Province) -> None:
    names = province.ask(
        "select table_name from duckdb_columns() where schema_name = 'marts' and column_name = 'county_code'"
        " and table_name not in ('dim_county', 'mart_county_scorecard') order by 1"
    )
    assert len(names) > 15
    for (table,) in names:
        rows = dict(province.ask(f"select county_code, count(*) from marts.{table} group by 1"))
        own = {
            adcode: province.ask(f"select count(*) from marts.{table}", name)[0][0]
            for name, adcode in COUNTIES.items()
        }
        assert rows == {adcode: count for adcode, count in own.items() if count}, table


def test_closure_of_the_province_is_that_of_all_events(province: Province) -> None:
    query = (
        "select count(*), count(*) filter (where is_closed), count(*) filter (where is_overdue)"
        " from marts.fct_event where status <> 'void'"
    )
    own = [province.ask(query, name)[0] for name in COUNTIES]
    totals = tuple(sum(column) for column in zip(*own, strict=True))
    assert province.ask(
        "select sum(reported), sum(closed), sum(overdue) from marts.mart_province_event_closure"
    ) == [totals]
    ((rate,),) = province.ask("select closure_rate from marts.mart_county_scorecard where level = 'province'")
    assert rate == totals[1] / totals[0]


def test_every_table_and_column_is_described_in_both_languages(province: Province) -> None:
    comments = province.ask(
        "select table_name, comment from duckdb_tables() where schema_name in ('marts', 'ops')"
        " union all select table_name || '.' || column_name, comment from duckdb_columns()"
        " where schema_name in ('marts', 'ops')"
    )
    assert len(comments) > 200
    for name, comment in comments:
        assert comment, name
        assert any("一" <= letter <= "鿿" for letter in comment), name
        assert any("a" <= letter <= "z" for letter in comment), name


def test_nothing_of_a_single_person_stands_in_the_province(province: Province) -> None:
    columns = {
        name
        for (name,) in province.ask("select column_name from duckdb_columns() where schema_name = 'marts'")
    }
    assert not columns & {"resident_key", "province_resident_key", "household_key", "reporter_resident_key"}
    content = province.file().read_bytes()
    for person in province.moved:
        for value in (person.citizen_id, person.name, person.phone):
            assert value.encode() not in content


def test_a_second_pass_gives_the_same_people_and_keeps_the_former_version(province: Province) -> None:
    assert province.again.document["linkage"] == province.whole.document["linkage"]
    versions = [
        one.document["publication"]["version"] for one in (province.without, province.whole, province.again)
    ]
    assert len(set(versions)) == 3
    with duckdb.connect() as con:
        con.execute(f"attach '{registry(province, 'province')}' as province (read_only)")
        assert con.execute("select count(*) from province.identity.key_history").fetchone() == (0,)


def test_one_list_shows_what_stands_where(province: Province) -> None:
    listed = {one["id"]: one for one in province.listed.document["counties"]}
    assert list(listed) == [*COUNTIES, "province"]
    assert all(one["current"] and one["last_outcome"] == "ok" for one in listed.values())
