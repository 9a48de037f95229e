"""How far the data reach: never further than they were seen, never by the wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager

from tests.support.dbt_project import DbtProject
from tests.support.landing import Landing

PULL = datetime(2024, 11, 21, 1, tzinfo=UTC)


def as_of(database: Path, folder: Path) -> tuple[datetime, date]:
    DbtProject(database, folder).build("int_as_of")
    DuckDBConnectionManager.close_all_connections()
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        moment, day = connection.execute("select as_of_at, as_of_date from conformed.int_as_of").fetchall()[0]
    return moment.astimezone(UTC), day


def test_a_fast_clock_and_a_found_deletion_do_not_move_it_and_a_drop_reaches_to_its_days_end(
    tmp_path: Path,
) -> None:
    database = tmp_path / "build.duckdb"
    with duckdb.connect(str(database)) as connection:
        landing = Landing(connection)
        landing.create()
        rows = [
            {"LZBH": "S1", "_updated_at": "2024-11-20T17:30:00+00:00"},
            {"LZBH": "S2", "_updated_at": "2024-11-21T01:05:00+00:00"},
        ]
        landing.window("zongzhi", "step", rows, pulled_at=PULL)
        landing.gone("zongzhi", "visit", ["V1"], pulled_at=PULL)
    assert as_of(database, tmp_path) == (datetime(2024, 11, 20, 17, 30, tzinfo=UTC), date(2024, 11, 21))
    with duckdb.connect(str(database)) as connection:
        Landing(
            connection,
        ).snapshot("屯", [{"屯编码": "229923100201001"}], day="2024-11-21")
    assert as_of(database, tmp_path) == (datetime(2024, 11, 21, 15, 59, 59, tzinfo=UTC), date(2024, 11, 21))
