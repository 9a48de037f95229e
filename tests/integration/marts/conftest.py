"""One build of the marts and ops over tables made by hand, shared by the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager

from tests.integration.marts import county, tables
from tests.support.dbt_project import DbtProject

SELECTED = (
    *("published_figures", "accuracy_rules", "closure_rate_definitions"),
    *("path:models/marts", "path:models/ops"),
)
# The facts are made by hand and have no source records.
WITHOUT_RECORDS = ("published_figures_drill_down_to_their_records",)

# Columns that the gate looks at and no mart reads.
REFERENCES = (
    ("fct_event", "reporter_resident_key varchar"),
    ("fct_event_report", "match_probability double"),
    ("fct_dispute", "event_key varchar"),
    ("dim_resident", "household_key varchar"),
)

Query = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture(scope="session")
def build_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marts")
    database = folder / "build.duckdb"
    with duckdb.connect(str(database)) as connection:
        landing = tables.create(connection)
        county.populate(connection)
        for table, column in REFERENCES:
            connection.execute(f"alter table marts.{table} add column if not exists {column}")
        landing.window(
            "zongzhi",
            "event",
            [{"SJBH": "E1"}, {"SJBH": "T1"}],
            pulled_at=datetime(2024, 11, 20, 3, tzinfo=UTC),
        )
        landing.snapshot("村民", [{"村民编号": "C1"}], day="2024-11-20")
    DbtProject(database, folder).build(*SELECTED, exclude=WITHOUT_RECORDS)
    DuckDBConnectionManager.close_all_connections()
    return database


@pytest.fixture
def query(build_db: Path) -> Iterator[Query]:
    with duckdb.connect(str(build_db), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield lambda sql: connection.execute(sql).fetchall()
