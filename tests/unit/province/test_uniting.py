"""The province's file: what of a county comes in, what stays out, and which counts are hidden."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.unit.identity.people import Row, person
from tests.unit.province.conftest import CODES, Hub
from warehouse.errors import ConfigurationError, NothingToPublishError
from warehouse.province import run
from warehouse.province.sources import sources
from warehouse.province.uniting import DIMENSIONS

VERSION = "20241120T000000Z"
FILE = """
[province]
adcode = "220000"
name_zh = "吉林'省"
name_en = "Jilin"
"""
COUNTY = '[[county]]\nid = "{name}"\nadcode = "{code}"\nname_zh = "县{name}"\nname_en = "{name}"\n'
PUBLISHED = """
create schema marts; create schema ops;
create table ops.publication as
select '{version}' as version, timestamptz '2024-11-20 00:00:00+00' as published_at;
create table marts.dim_division as
select '{code}001001' as division_code, '社区' as name_zh, true as is_current;
comment on table marts.dim_division is '社区和村。Communities and villages.';
comment on column marts.dim_division.name_zh is '名称。Name.';
create table marts.dim_resident (resident_key varchar, is_current boolean);
create table marts.dim_volunteer_group as select unnest(['a', '{name}', 'unmapped']) as kind;
create table marts.fct_volunteer_action as select 'sweep' as action_kind;
create table marts.mart_event_closure as
select date '2024-11-01' as month, 'noise' as event_type_code, 'shequ' as origin_network,
    {weight}::bigint as reported, 1::bigint as closed, 0::bigint as overdue;
create table marts.mart_dispute_resolution as
select date '2024-11-01' as month, 'family' as type, {weight}::bigint as found, 1::bigint as dispatched,
    1::bigint as resolved;
create table marts.mart_whistle_response as select date '2024-11-01' as month, 2::bigint as whistles,
    1::bigint as solved;
create table marts.mart_published_figures as
select * from (values
    ('dispute_resolution_rate', 1, 'percent', null, 1::bigint, {weight}::bigint),
    ('volunteer_group_kinds', 2, 'count', 2.0, null, null),
    ('whistles', 3, 'count', 2.0, null, null)
) as t(figure, sort_order, unit, value, numerator, denominator)
cross join (select '名' as name_zh, 'name' as name_en, '口径' as definition_zh, 'definition' as definition_en,
    date '2024-11-20' as as_of);
create table marts.mart_published_figure_records as select 'R001' as source_record_id;
"""


@pytest.fixture
def counted(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """The same hub with its configuration in the environment."""
    counties = (COUNTY.format(name=name, code=code) for name, code in CODES.items())
    (tmp_path / "counties.toml").write_text(FILE + "".join(counties), encoding="utf-8")
    monkeypatch.setenv("DUOWANG_COUNTIES", str(tmp_path / "counties.toml"))
    monkeypatch.setenv("DUOWANG_HOME", str(hub.root.root))
    return hub


def publish(hub: Hub, name: str, *, weight: int = 3, code: str | None = None, more: str = "") -> None:
    """Publish a county by hand, with the residents whom its registry holds."""
    home = hub.county(name)
    folder = home.published / VERSION
    folder.mkdir(parents=True)
    script = PUBLISHED.format(version=VERSION, code=code or CODES[name], name=name, weight=weight)
    with duckdb.connect(str(folder / "hub.duckdb")) as con:
        con.execute(script + more)
        if home.identity_db.is_file():
            con.execute(f"attach '{home.identity_db}' as registry (read_only)")
            con.execute(
                "insert into hub.marts.dim_resident select resident_key, true from registry.identity.resident"
            )
    home.current.symlink_to(VERSION)


def ask(hub: Hub, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(hub.root.province.hub_db), read_only=True) as con:
        return con.execute(query).fetchall()


def people(county: int, moved: int, stayed: int) -> list[Row]:
    """People of whom the first `moved` are the same in every county."""
    return [
        person(n, name_text="王" + "一二三四五六七八九"[n], phone_text=f"1381234{5670 + n}")
        for n in range(moved)
    ] + [
        person(
            100 * county + n,
            name_text="李" + "一二三四五六七八九"[n],
            phone_text=f"139{county:04d}{n + 1000}",
        )
        for n in range(stayed)
    ]


def test_rates_come_from_sums_and_kinds_are_counted_once(counted: Hub) -> None:
    publish(counted, "a", weight=3)
    publish(counted, "b", weight=2)
    run(counted.root)
    figures = {
        row[0]: row[1:]
        for row in ask(counted, "select figure, value, counties from marts.mart_province_figures")
    }
    assert float(str(figures["dispute_resolution_rate"][0])) == 40.0
    assert [float(str(figures[name][0])) for name in ("volunteer_group_kinds", "whistles")] == [2, 4]
    assert figures["whistles"][1] == 2
    scores = "select county_code, reported, closure_rate from marts.mart_county_scorecard order by level, 1"
    assert ask(counted, scores) == [("220323", 3, 1 / 3), ("220422", 2, 1 / 2), ("220000", 5, 2 / 5)]
    assert ask(counted, "select name_zh from marts.mart_county_scorecard where level = 'province'") == [
        ("吉林'省",)
    ]


def test_a_few_people_known_in_two_counties_cannot_be_computed(counted: Hub) -> None:
    for number, name in enumerate(("a", "b"), start=1):
        counted.register(name, *people(number, moved=2, stayed=6))
        publish(counted, name)
    assert run(counted.root).linkage.people == 14
    assert ask(
        counted, "select counties_known_in, residents, is_suppressed from marts.mart_province_residents"
    ) == [
        (1, None, True),
        (2, None, True),
    ]
    scores = "select level, residents, is_suppressed from marts.mart_county_scorecard order by all"
    assert ask(counted, scores) == [("county", 8, False), ("county", 8, False), ("province", None, True)]


def test_enough_people_are_shown(counted: Hub) -> None:
    for number, name in enumerate(("a", "b"), start=1):
        counted.register(name, *people(number, moved=5, stayed=3))
        publish(counted, name)
    run(counted.root)
    assert ask(counted, "select counties_known_in, residents from marts.mart_province_residents") == [
        (1, 6),
        (2, 5),
    ]
    province = "select residents from marts.mart_county_scorecard where level = 'province'"
    assert ask(counted, province) == [(11,)]


def test_tables_keep_their_comments_and_records_stay_in_the_county(counted: Hub) -> None:
    publish(counted, "a")
    run(counted.root)
    tables = {str(name) for (name,) in ask(counted, "select table_name from duckdb_tables()")}
    assert "mart_published_figure_records" not in tables
    assert {name for name in tables if name.startswith("dim_")} <= {*DIMENSIONS, "dim_county"}
    assert not {name for name in tables if name.startswith("fct_")}
    comments = "select comment from duckdb_columns() where table_name = 'dim_division' order by column_index"
    (county_code, *_, name, _current) = [comment for (comment,) in ask(counted, comments)]
    assert "GB/T 2260" in str(county_code)
    assert name == "名称。Name."


def test_counties_of_different_versions_stand_side_by_side(counted: Hub) -> None:
    publish(counted, "a", more="alter table marts.mart_whistle_response add column late bigint default 7;")
    publish(counted, "b", more="create table marts.mart_of_tomorrow as select 1 as n;")
    run(counted.root)
    assert ask(counted, "select county_code, late from marts.mart_whistle_response order by 1") == [
        ("220323", 7),
        ("220422", None),
    ]
    assert ask(counted, "from marts.mart_of_tomorrow") == [("220422", 1)]


def test_a_county_whose_places_are_another_s_is_left_out_and_named(counted: Hub) -> None:
    publish(counted, "a")
    publish(counted, "b", code=CODES["a"])
    done = run(counted.root)
    assert set(done.left_out) == {"b", "c"}
    assert "another county's code" in done.left_out["b"]
    states = ask(counted, "select county_id, state, divisions_elsewhere from marts.dim_county order by 1")
    assert states == [("a", "published", 0), ("b", "foreign", 1), ("c", "missing", 0)]
    assert ask(counted, "select distinct county_code from marts.mart_event_closure") == [("220323",)]


def test_a_file_that_cannot_be_opened_counts_as_missing(counted: Hub) -> None:
    publish(counted, "a")
    publish(counted, "b")
    (counted.county("b").published / VERSION / "hub.duckdb").write_bytes(b"nothing" * 4096)
    assert [source.state for source in sources(counted.whole, counted.root)] == [
        "published",
        "missing",
        "missing",
    ]


def test_without_any_county_nothing_is_published_and_without_a_province_nothing_is_made(
    counted: Hub, tmp_path: Path
) -> None:
    with pytest.raises(NothingToPublishError, match="no county"):
        run(counted.root)
    (tmp_path / "counties.toml").write_text(COUNTY.format(name="a", code=CODES["a"]), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no province"):
        run(counted.root)
