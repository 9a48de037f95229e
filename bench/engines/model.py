"""`python -m bench.engines.model HOME MODEL…`: build single models on Spark, and compare them.

HOME is a home that DuckDB has built. What a model reads is taken from that build, so each model is judged
by itself, whatever the state of those before it. `all` takes every model; a folder's name all models in it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
from dbt.cli.main import dbtRunner
from pyspark.sql import SparkSession

from bench.engines.compared import Comparison, compare
from warehouse.environment import changed
from warehouse.paths import Home, dbt_project
from warehouse.settings import Settings
from warehouse.spark.functions import register as register_functions
from warehouse.spark.landing import register as register_landing
from warehouse.spark.session import session

SHOWN = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line a model, and for one that differs some columns and values."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("models", nargs="+")
    given = parser.parse_args(arguments)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="duowang-engines-") as scratch:
        built = Settings.from_env(home=given.home)
        with session(replace(built, home=Home.at(scratch))) as spark:
            register_functions(spark)
            register_landing(spark, built)
            for name, outcome in _outcomes(spark, built, Path(scratch), given.models):
                print(f"{name}: {outcome}", flush=True)
                failed += not outcome.startswith("equal")
    return 1 if failed else 0


def _outcomes(
    spark: SparkSession, built: Settings, scratch: Path, names: Sequence[str]
) -> Iterator[tuple[str, str]]:
    nodes = _compiled(scratch / "target", names)
    with duckdb.connect(str(built.home.build_db), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for node in nodes:
            started = time.monotonic()
            try:
                told = str(_judge(spark, connection, scratch, node))
            except Exception as error:  # noqa: BLE001 - whatever stops one model is told, and the next one is tried
                told = "FAILED " + " ".join(str(error).split("JVM stacktrace")[0].split())[:900]
            yield node.name, f"{told} ({time.monotonic() - started:.1f} s)"


def _compiled(target: Path, names: Sequence[str]) -> list[Any]:
    """Compile models for Spark, in the order in which they are built."""
    project = str(dbt_project())
    select = [] if "all" in names else ["--select", *names]
    with changed({"DUOWANG_ENGINE": "spark", "DUOWANG_BUILD_DB": "none"}):
        outcome = dbtRunner().invoke(
            [
                *("--log-level", "error", "--log-level-file", "none", "--no-send-anonymous-usage-stats"),
                *(
                    "compile",
                    "--project-dir",
                    project,
                    "--profiles-dir",
                    project,
                    "--target-path",
                    str(target),
                ),
                *("--log-path", str(target), *select),
            ]
        )
    if not outcome.success or outcome.result is None:
        sys.exit(f"dbt cannot compile: {outcome.exception}")
    models = [done.node for done in outcome.result.results if done.node.resource_type == "model"]
    return [model for model in models if model.config.materialized != "ephemeral"]


def _judge(
    spark: SparkSession, connection: duckdb.DuckDBPyConnection, scratch: Path, node: Any
) -> Comparison:
    for schema, name in _tables(connection):
        if f"{schema}.{name}" in node.compiled_code:
            _lend(spark, connection, scratch, schema, name)
    made = scratch / "made" / node.name
    spark.sql(node.compiled_code).coalesce(1).write.mode("overwrite").parquet(made.as_uri())
    return compare(connection, f'{node.schema}."{node.name}"', made)


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Name the tables that dbt has built; what only stands inside other models (ephemeral ones) is none."""
    return connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_schema not in ('landing', 'identity', 'reference')"
    ).fetchall()


def _lend(
    spark: SparkSession, connection: duckdb.DuckDBPyConnection, scratch: Path, schema: str, name: str
) -> None:
    """Give Spark a table of DuckDB's build, once."""
    file = scratch / "lent" / name / "rows.parquet"
    if file.exists():
        return
    file.parent.mkdir(parents=True)
    connection.execute(f"""copy (from {schema}."{name}") to '{file}' (format parquet)""")
    spark.sql(f"create database if not exists {schema}")
    spark.sql(f"create table {schema}.{name} using parquet location '{file.parent.as_uri()}'")


if __name__ == "__main__":
    sys.exit(main())
