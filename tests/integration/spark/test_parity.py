"""One small county on both engines: every table that readers see has the same rows, whichever built it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from bench.engines.compared import Comparison, compare
from tests.support.county import PLAYED, make_county
from tests.support.pulling import pull_once
from warehouse.paths import Home
from warehouse.pipeline.published import current_file
from warehouse.secret import resident_secret
from warehouse.spark.publish import CURRENT, SCHEMAS, parquet_home

DUOWANG = Path(sys.executable).parent / "duowang"
CATALOG = (
    "select schema_name, table_name, comment from duckdb_tables() order by all",
    "select schema_name, table_name, column_index, column_name, data_type, is_nullable, comment"
    " from duckdb_columns() where schema_name in ('marts', 'ops') order by all",
)
"""What a published file says of itself."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@dataclass(frozen=True)
class Both:
    """Two homes with one landing and one secret, and a connection to what DuckDB has built in the first."""

    by_duckdb: Home
    by_spark: Home
    build: duckdb.DuckDBPyConnection

    @property
    def parquet(self) -> Path:
        """The folder of what Spark published."""
        return parquet_home(self.by_spark) / CURRENT

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
    home, other = Home.at(folder / "by duckdb").prepare(), Home.at(folder / "数据 + home")
    world = make_county(folder / "world")
    for network in PLAYED:
        pull_once(world, home.landing, network)
    resident_secret(home)
    shutil.copytree(home.root, other.root)
    for place, engine in ((home, "duckdb"), (other, "spark")):
        for command in (("build", "--engine", engine), ("check",), ("publish",)):
            duowang(place, *command)
    with duckdb.connect(str(home.build_db), read_only=True) as build:
        build.execute("set TimeZone = 'UTC'")
        yield Both(home, other, build)


def duowang(home: Home, *arguments: str) -> None:
    """Run a command as an operator does."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_CONN_")}
    env |= {"DUOWANG_HOME": str(home.root), "DUOWANG_THREADS": "2", "DUOWANG_MEMORY_LIMIT": "2GB"}
    done = subprocess.run([DUOWANG, *arguments], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (arguments, done.stderr[-3000:])


def test_spark_publishes_the_tables_that_duckdb_builds(both: Both) -> None:
    published = {f"{table.parent.name}.{table.name}" for table in both.parquet.glob("*/*")}
    assert published == both.tables()


def test_every_table_has_the_same_rows(both: Both) -> None:
    compared = {table: both.compare(table) for table in both.tables()}
    assert {table: str(found) for table, found in compared.items() if not found.is_equal} == {}
    filled = {table for table, found in compared.items() if found.rows}
    assert {"marts.dim_resident", "marts.fct_event", "marts.mart_published_figures"} <= filled


def test_the_published_file_is_the_same_whichever_engine_built_it(both: Both, tmp_path: Path) -> None:
    with (
        duckdb.connect(str(current_file(both.by_duckdb)), read_only=True) as one,
        duckdb.connect(str(current_file(both.by_spark)), read_only=True) as other,
    ):
        for connection in (one, other):
            connection.execute("set TimeZone = 'UTC'")
        for catalog in CATALOG:
            assert other.execute(catalog).fetchall() == one.execute(catalog).fetchall()
        names = {f"{schema}.{name}" for schema, name, *_ in one.execute(CATALOG[0]).fetchall()}
        assert names == both.tables() | {"ops.publication", "ops.quality_result"}
        for table in both.tables():
            (tmp_path / table).mkdir()
            other.execute(f"copy {table} to '{tmp_path / table}/rows.parquet' (format parquet)")
            found = compare(one, table, tmp_path / table)
            assert found.is_equal, f"{table}: {found}"


def test_the_gate_judges_both_alike(both: Both) -> None:
    verdicts = """
        select suite, expectation, network, stream_or_table, severity, success, round(observed, 9)
        from ops.quality_result
        order by all
    """
    judged = []
    for home in (both.by_duckdb, both.by_spark):
        with duckdb.connect(str(current_file(home)), read_only=True) as published:
            judged.append(published.execute(verdicts).fetchall())
    assert judged[0] == judged[1]
    assert len(judged[0]) > 500


def test_comparison_sees_a_value_that_differs(both: Both, tmp_path: Path) -> None:
    both.build.execute(
        f"copy (select * replace (event_type_code || 'x' as event_type_code) from marts.fct_event)"
        f" to '{tmp_path}/rows.parquet' (format parquet)"
    )
    found = compare(both.build, "marts.fct_event", tmp_path)
    assert found.only_duckdb == found.only_spark == found.rows > 0
