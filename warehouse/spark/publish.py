"""Publication of Spark's marts as Parquet: a version in a folder of its own, and a link that is swapped."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import SparkSession

from warehouse.paths import PRIVATE_FOLDER, Home
from warehouse.publication.versions import swap_link
from warehouse.spark.session import spark_path

SCHEMAS = ("marts", "ops")
CURRENT = "current"


@dataclass(frozen=True)
class Published:
    """Where a version lies, and how many rows each table of it has."""

    folder: Path
    rows: dict[str, int]


def parquet_home(home: Home) -> Path:
    """Name the folder of the versions; readers open `current/<schema>/<table>/*.parquet` in it."""
    return home.root / "parquet"


def publish(spark: SparkSession, home: Home, run_id: str) -> Published:
    """Write marts and ops as a new version, let readers see it at once, and remove the older ones."""
    root = parquet_home(home)
    draft = root / f".{run_id}"
    shutil.rmtree(draft, ignore_errors=True)
    root.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    draft.mkdir()
    rows = {table: _write(spark, table, draft) for table in _tables(spark)}
    version = root / run_id
    shutil.rmtree(version, ignore_errors=True)
    draft.rename(version)
    swap_link(root / CURRENT, version.name)
    for other in root.iterdir():
        if other.is_dir() and not other.is_symlink() and other != version:
            shutil.rmtree(other)
    return Published(version, rows)


def _tables(spark: SparkSession) -> list[str]:
    found = [
        f"{schema}.{row.tableName}"
        for schema in SCHEMAS
        for row in spark.sql(f"show tables in {schema}").collect()
        if not row.isTemporary  # views of the landing are of the session, and listed with every schema
    ]
    return sorted(found)


def _write(spark: SparkSession, table: str, draft: Path) -> int:
    schema, name = table.split(".")
    target = spark_path(draft / schema / name)
    spark.table(table).write.parquet(target)
    return spark.read.parquet(target).count()
