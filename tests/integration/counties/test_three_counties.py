"""Three counties in one hub: one that fails stops no other, and a province is made of all of them."""

from __future__ import annotations

import duckdb
import pytest

from tests.integration.counties.conftest import COUNTIES, MOVED, Province, keys_of, registry

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]  # three builds, on whatever machine this is


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
