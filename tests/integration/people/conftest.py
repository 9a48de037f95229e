"""The county's dimensions after each day, and after a rebuild from both days' landing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager

from tests.integration.people import county, services
from tests.support.dbt_project import DbtProject
from tests.support.landing import land

TABLES = (
    *("dim_division", "dim_grid", "dim_resident", "dim_household", "dim_post", "dim_date"),
    *("fct_visit", "fct_civility_entry", "fct_honour"),
    *("fct_whistle", "fct_team_member", "fct_volunteer_action", "dim_property_company"),
)
UNTESTED = ("resource_type:test", "resource_type:unit_test")
Rows = list[dict[str, object]]
Marts = dict[str, Rows]


@dataclass(frozen=True)
class Days:
    """Tables after the first day, after the second, and after a rebuild."""

    first: Marts
    second: Marts
    rebuilt: Marts


@pytest.fixture(scope="session")
def days(tmp_path_factory: pytest.TempPathFactory) -> Days:
    folder = tmp_path_factory.mktemp("people")
    daily, afresh = folder / "daily.duckdb", folder / "afresh.duckdb"
    first_day = (county.land_places, county.land_people, county.land_duties, services.land_services)
    land(daily, county.PEOPLE, *first_day)
    first = build(daily, folder, UNTESTED)
    land(daily, county.PEOPLE, county.land_second_day, services.land_second_day)
    second = build(daily, folder, ("resource_type:unit_test",))
    land(afresh, county.PEOPLE, *first_day, county.land_second_day, services.land_second_day)
    return Days(first, second, build(afresh, folder, UNTESTED))


def build(database: Path, folder: Path, exclude: tuple[str, ...]) -> Marts:
    DbtProject(database, folder).build(*(f"+{table}" for table in TABLES), exclude=exclude)
    DuckDBConnectionManager.close_all_connections()
    with duckdb.connect(str(database), read_only=True) as connection:
        return {table: read(connection, table) for table in TABLES}


def read(connection: duckdb.DuckDBPyConnection, table: str) -> Rows:
    found = connection.execute(f"from marts.{table} order by all")
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
