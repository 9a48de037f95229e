"""One small county on both engines: every table that readers see has the same rows, whichever built it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from bench.engines.compared import Comparison, compare
from tests.support.county import PLAYED, make_county
from tests.support.pulling import pull_once
from warehouse import pipeline
from warehouse.paths import Home
from warehouse.pipeline.on_spark import build_on_spark
from warehouse.runs import new_run_id
from warehouse.settings import Settings
from warehouse.spark.publish import CURRENT, SCHEMAS, parquet_home

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@dataclass(frozen=True)
class Both:
    """DuckDB's build, the folder of what Spark published from the same landing, and the build after it."""

    build: duckdb.DuckDBPyConnection
    parquet: Path
    handed_over: Path

    def tables(self) -> set[str]:
        """Name the tables that DuckDB built for readers."""
        rows = self.build.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name in (?, ?)",
            SCHEMAS,
        )
        return {row[0] for row in rows.fetchall()}

    def compare(self, table: str) -> Comparison:
        """Compare a table row by row."""
        return compare(self.build, table, self.parquet / table.replace(".", "/"))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("engines")
    settings = Settings(Home.at(folder / "数据 + home").prepare(), threads=2, memory_limit="2GB")
    world = make_county(folder / "world")
    for network in PLAYED:
        pull_once(world, settings.home.landing, network)
    run_id = new_run_id()
    pipeline.build_staging(settings, run_id)
    pipeline.link(settings, run_id, secret=b"a secret of thirty-two bytes....")
    pipeline.build_marts(settings, run_id)
    by_duckdb = shutil.copy(settings.home.build_db, folder / "by_duckdb.duckdb")
    build_on_spark(settings, run_id)
    with duckdb.connect(str(by_duckdb), read_only=True) as build:
        build.execute("set TimeZone = 'UTC'")
        yield Both(build, parquet_home(settings.home) / CURRENT, settings.home.build_db)


def test_spark_publishes_the_tables_that_duckdb_builds(both: Both) -> None:
    published = {f"{table.parent.name}.{table.name}" for table in both.parquet.glob("*/*")}
    assert published == both.tables()


def test_every_table_has_the_same_rows(both: Both) -> None:
    compared = {table: both.compare(table) for table in both.tables()}
    assert {table: str(found) for table, found in compared.items() if not found.is_equal} == {}
    filled = {table for table, found in compared.items() if found.rows}
    assert {"marts.dim_resident", "marts.fct_event", "marts.mart_published_figures"} <= filled


def test_the_gate_and_the_publication_find_what_spark_made(both: Both) -> None:
    with duckdb.connect(str(both.handed_over), read_only=True) as handed_over:
        for table in both.tables():
            described = f"select column_name, column_type from (describe {table}) order by all"
            assert handed_over.execute(described).fetchall() == both.build.execute(described).fetchall(), (
                table
            )


def test_comparison_sees_a_value_that_differs(both: Both, tmp_path: Path) -> None:
    both.build.execute(
        f"copy (select * replace (event_type_code || 'x' as event_type_code) from marts.fct_event)"
        f" to '{tmp_path}/rows.parquet' (format parquet)"
    )
    found = compare(both.build, "marts.fct_event", tmp_path)
    assert found.only_duckdb == found.only_spark == found.rows > 0
