"""Two days of a small county, built from landed rows to the facts of events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager

from tests.integration.events import county
from tests.support.dbt_project import DbtProject
from tests.support.landing import Landing

FACTS = ("fct_event", "fct_event_report", "fct_event_step", "fct_dispute", "fct_whistle")
Rows = list[dict[str, object]]


@dataclass(frozen=True)
class Days:
    """The facts after the first day, after the second, and after a rebuild from both days' landing."""

    first: dict[str, Rows]
    second: dict[str, Rows]
    rebuilt: dict[str, Rows]


@pytest.fixture(scope="session")
def days(tmp_path_factory: pytest.TempPathFactory) -> Days:
    folder = tmp_path_factory.mktemp("events")
    daily, afresh = folder / "daily.duckdb", folder / "afresh.duckdb"
    land(daily, county.land_places, county.land_matters)
    first = build(daily, folder, "test_type:data")
    land(daily, county.land_second_day)
    second = build(daily, folder, "resource_type:test", "resource_type:unit_test")
    land(afresh, county.land_places, county.land_matters, county.land_second_day)
    return Days(first, second, build(afresh, folder, "resource_type:test", "resource_type:unit_test"))


def land(database: Path, *parts: Callable[[Landing], None]) -> None:
    new = not database.exists()
    with duckdb.connect(str(database)) as connection:
        landing = Landing(connection)
        if new:
            connection.execute("create schema landing")
            landing.create()
            landing.crosswalk({("zongzhi", "population", f"R{n}"): f"resident-{n}" for n in (1, 2)})
        connection.execute("set TimeZone = 'UTC'")
        landing.batches = connection.execute("select count(*) from landing.manifest").fetchall()[0][0]
        for part in parts:
            part(landing)


def build(database: Path, folder: Path, *exclude: str) -> dict[str, Rows]:
    """Build up to the facts; the first build runs the unit tests, tests of columns need the whole project."""
    project = DbtProject(database, folder)
    project.build(*(f"+{fact}" for fact in FACTS), exclude=exclude)
    DuckDBConnectionManager.close_all_connections()
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return {fact: rows(connection, fact) for fact in FACTS}


def rows(connection: duckdb.DuckDBPyConnection, fact: str) -> Rows:
    cursor = connection.execute(f"select * from marts.{fact} order by all")
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
