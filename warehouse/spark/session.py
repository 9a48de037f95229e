"""A Spark session of this process: bounded memory, UTC, its tables in the hub's home, loopback only."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

from warehouse.paths import PRIVATE_FOLDER, Home
from warehouse.settings import Settings

DEFAULT_MEMORY = "2GB"

_DIALECT = {
    "spark.sql.session.timeZone": "UTC",
    # dbt's adapter insists on this one, so the project is written for it
    "spark.sql.ansi.enabled": "false",
    # a backslash in a text is a backslash, as in DuckDB: one pattern means the same to both
    "spark.sql.parser.escapedStringLiterals": "true",
    # sums of exact numbers keep their digits, as in DuckDB
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
}
_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.ui.showConsoleProgress": "false",
}


def spark_home(home: Home) -> Path:
    """Name the private folder of Spark's tables and of what it spills."""
    return home.build / "spark"


def spark_path(path: Path) -> str:
    """Name a file or folder as Spark takes it: with its scheme, and no letter escaped."""
    return f"file://{path}"


@contextmanager
def session(settings: Settings) -> Iterator[SparkSession]:
    """Start Spark with an empty catalog; whatever an earlier session left in the folder is removed.

    dbt's session method finds this session, since a process has only one.
    """
    folder = spark_home(settings.home)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True)
    os.environ["PYSPARK_PYTHON"] = sys.executable  # of the workers that run our functions
    builder: SparkSession.Builder = SparkSession.builder
    for name, value in (_DIALECT | _LOCAL | _bounds(settings, folder)).items():
        builder = builder.config(name, value)
    spark = builder.master(f"local[{settings.threads}]").appName("duowang").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")  # its errors quote values
    try:
        yield spark
    finally:
        spark.stop()
        shutil.rmtree(folder / "spill", ignore_errors=True)


def _bounds(settings: Settings, folder: Path) -> dict[str, str]:
    """Set how much memory is taken, and where what does not fit is spilled."""
    return {
        "spark.driver.memory": _jvm_size(settings.memory_limit or DEFAULT_MEMORY),
        "spark.local.dir": str(folder / "spill"),
        "spark.sql.warehouse.dir": spark_path(folder / "tables"),
        "spark.sql.shuffle.partitions": str(settings.threads * 2),
        "spark.default.parallelism": str(settings.threads),
    }


def _jvm_size(size: str) -> str:
    """Write a size such as `1.5GB` as the virtual machine wants it, in megabytes."""
    number, unit = re.fullmatch(r"([\d.]+)\s*([KMGT])i?B", size, re.IGNORECASE).groups()  # type: ignore[union-attr]
    megabytes = float(number) * {"K": 1 / 1024, "M": 1, "G": 1024, "T": 1024 * 1024}[unit.upper()]
    return f"{max(512, int(megabytes))}m"
