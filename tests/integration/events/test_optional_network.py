"""A fifth network that a county may be without: its matters are events, and its absence changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager

from connectors.registry import contract, networks
from tests.integration.events import county
from tests.integration.events.conftest import Rows, land, rows
from tests.support.dbt_project import PROJECT, DbtProject
from tests.support.landing import Landing

TABLES = ("fct_event", "fct_event_report", "fct_event_step", "dim_network")

PUBLISHED = {
    "matter_id": "NS1",
    "title": "路灯不亮",
    "category_code": "ss03",
    "place": "永宁街",
    "lng": "43.35",
    "lat": "125.25",
    "source": "GRID",
    "collected_at": "2024-11-05T08:00:00+08:00",
    "forwarded_at": "2024-11-05T01:00:00Z",
    "department": "B05",
    "handled_at": "2024-11-05T12:00:00+08:00",
    "is_published": "true",
    "published_at": "2024-11-05T16:00:00+08:00",
    "satisfaction": "5",
    "status": "PUBLISHED",
    "reporter_name": "甲",
    "deleted": "false",
}
FORWARDED = {
    "matter_id": "NS2",
    "category_code": "XX77",
    "grid_code": f"{county.COMMUNITY}001",
    "source": "RESIDENT",
    "collected_at": "2024-11-06T08:00:00+08:00",
    "forwarded_at": "2024-11-06T09:00:00+08:00",
    "is_published": "false",
    "status": "FORWARDED",
    "deleted": "false",
}
REVIEWED = FORWARDED | {
    "matter_id": "NS3",
    "category_code": "HJ01",
    "collected_at": "2024-11-07T08:00:00+08:00",
    "reviewed_at": "2024-11-08T08:00:00+08:00",
    "status": "REVIEWED",
}
GONE = FORWARDED | {"matter_id": "NS4", "deleted": "true"}
TEST = FORWARDED | {"matter_id": "NS5", "title": "测试"}


def land_nanshan(landing: Landing) -> None:
    matters = [PUBLISHED, FORWARDED, REVIEWED, GONE, TEST]
    landing.window("nanshan", "matters", matters, pulled_at=county.FIRST_PULL)


@dataclass(frozen=True)
class Counties:
    """The same county without the network and with it."""

    without: dict[str, Rows]
    with_it: dict[str, Rows]


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> Counties:
    folder = tmp_path_factory.mktemp("nanshan")
    database = folder / "build.duckdb"
    land(database, county.land_places, county.land_matters)
    without = build(database, folder)
    land(database, land_nanshan)
    return Counties(without, build(database, folder))


def build(database: Path, folder: Path) -> dict[str, Rows]:
    selected = [f"+{table}" for table in TABLES]
    exclude = ("resource_type:unit_test", "resource_type:test")
    DbtProject(database, folder).build(*selected, "source_freshness", exclude=exclude)
    DuckDBConnectionManager.close_all_connections()
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        freshness = connection.execute(
            "select network, newest_record_at from ops.source_freshness"
        ).fetchall()
        found = {table: rows(connection, table) for table in TABLES}
    return found | {"freshness": [{"network": network, "newest": newest} for network, newest in freshness]}


def of_nanshan(facts: dict[str, Rows]) -> dict[object, dict[str, object]]:
    events = {event["event_key"]: event for event in facts["fct_event"]}
    reports = [report for report in facts["fct_event_report"] if report["network"] == "nanshan"]
    return {report["source_record_id"]: events[report["event_key"]] | report for report in reports}


def test_a_county_without_it_does_not_see_it(counties: Counties) -> None:
    for table, found in counties.without.items():
        assert "nanshan" not in {row.get("network") for row in found}, table
    assert {row["network"] for row in counties.without["dim_network"]} == {
        name for name in networks() if not contract(name).optional
    }


def test_the_other_networks_facts_are_the_same_with_it_and_without_it(counties: Counties) -> None:
    for table in ("fct_event_report", "fct_event_step"):
        others = [row for row in counties.with_it[table] if row["network"] != "nanshan"]
        assert others == counties.without[table], table
    others = [row for row in counties.with_it["fct_event"] if "nanshan" not in row["networks"]]  # type: ignore[operator]
    assert others == counties.without["fct_event"]


def test_its_matters_are_events_and_rows_of_tests_or_gone_are_not(counties: Counties) -> None:
    matters = of_nanshan(counties.with_it)
    assert set(matters) == {"NS1", "NS2", "NS3"}
    lamp = matters["NS1"]
    assert (lamp["event_type_code"], lamp["status"], lamp["origin_kind"]) == (
        "street_lamp",
        "closed",
        "grid_worker",
    )
    assert lamp["closed_at"] == datetime(2024, 11, 5, 8, tzinfo=UTC)
    assert lamp["dispatched_at"] == datetime(2024, 11, 5, 1, tzinfo=UTC)
    assert (lamp["department_code"], lamp["satisfaction"]) == ("B05", 5)


def test_a_point_with_swapped_axes_is_placed_in_its_grid(counties: Counties) -> None:
    lamp = of_nanshan(counties.with_it)["NS1"]
    assert (lamp["grid_code"], lamp["lng"], lamp["lat"]) == (f"{county.COMMUNITY}001", 125.25, 43.35)


def test_published_matters_are_marked_and_others_say_nothing_of_it(counties: Counties) -> None:
    marks = {r["source_record_id"]: r["is_published"] for r in counties.with_it["fct_event_report"]}
    assert (marks["NS1"], marks["NS2"], marks["NS3"]) == (True, False, False)
    assert marks["AJ2024110100001"] is None


def test_a_matter_that_is_not_for_publication_closes_with_its_review(counties: Counties) -> None:
    reviewed = of_nanshan(counties.with_it)["NS3"]
    assert (reviewed["status"], reviewed["is_closed"]) == ("revisited", True)
    assert reviewed["closed_at"] == reviewed["revisited_at"] == datetime(2024, 11, 8, tzinfo=UTC)


def test_an_unknown_category_is_unmapped(counties: Counties) -> None:
    assert of_nanshan(counties.with_it)["NS2"]["event_type_code"] == "unmapped"


def test_a_county_with_it_sees_it_among_the_networks_and_their_freshness(counties: Counties) -> None:
    assert "nanshan" in {row["network"] for row in counties.with_it["dim_network"]}
    newest = [row["newest"] for row in counties.with_it["freshness"] if row["network"] == "nanshan"]
    assert newest == [datetime(2024, 11, 19, tzinfo=UTC)]


def test_the_seed_of_networks_says_what_the_contracts_say() -> None:
    lines = (PROJECT / "seeds" / "networks.csv").read_text(encoding="utf-8").splitlines()[1:]
    seeded = {line.split(",")[0]: line.split(",")[-1] == "true" for line in lines}
    assert seeded == {name: contract(name).optional for name in networks()}
