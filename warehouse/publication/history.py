"""The two tables that publication itself adds: what was checked, and what was published when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from expectations.results import COLUMN_COMMENTS, RESULT_SCHEMA, QualityResult
from warehouse.database import published
from warehouse.paths import Home
from warehouse.publication.copying import HUB, Column, Table, create
from warehouse.publication.versions import FILE_NAME, versions

_INSTANT = "TIMESTAMP WITH TIME ZONE"
_TYPES: dict[pa.DataType, str] = {
    pa.string(): "VARCHAR",
    pa.bool_(): "BOOLEAN",
    pa.float64(): "DOUBLE",
    pa.timestamp("us", tz="UTC"): _INSTANT,
}
_MAY_BE_UNKNOWN = {"observed"}


@dataclass(frozen=True)
class PublicationRecord:
    """One row of `ops.publication`; `published_at` is UTC, `row_counts` a JSON object by `schema.table`."""

    version: str
    published_at: datetime
    run_id: str
    row_counts: str
    git_revision: str | None


PUBLICATION = Table(
    schema="ops",
    name="publication",
    comment="发布记录：每个已发布版本一行。Publications: one row for each published version.",
    columns=(
        Column("version", "VARCHAR", True, "版本，即发布文件夹名。The version: the name of its folder."),
        Column("published_at", _INSTANT, True, "发布时间（UTC）。When it was published, UTC."),
        Column("run_id", "VARCHAR", True, "产生该版本的运行。The run that made it."),
        Column("row_counts", "VARCHAR", True, "各表行数，JSON 对象。Rows of each table, a JSON object."),
        Column("git_revision", "VARCHAR", False, "代码修订号，未知为空。Revision of the code, if known."),
    ),
)

QUALITY_RESULT = Table(
    schema="ops",
    name="quality_result",
    comment=(
        "质量规则的检查结果：每次运行、每条规则、每个对象一行，只含汇总数。"
        "Results of the quality rules: one row for each run, rule and subject; aggregates only."
    ),
    columns=tuple(
        Column(field.name, _TYPES[field.type], field.name not in _MAY_BE_UNKNOWN, COLUMN_COMMENTS[field.name])
        for field in RESULT_SCHEMA
    ),
)

OWN_TABLES = (PUBLICATION, QUALITY_RESULT)


def former_publications(home: Home) -> list[PublicationRecord]:
    """Read the history that the newest readable version carries; a roll-back does not shorten it."""
    for version in reversed(versions(home)):
        with suppress(duckdb.Error):
            return _publications(home.published / version / FILE_NAME)
    return []


def record(
    version: str, now: datetime, run_id: str, counts: dict[str, int], revision: str | None
) -> PublicationRecord:
    """Make the row of a new publication."""
    return PublicationRecord(version, now, run_id, json.dumps(counts), revision)


def write_publications(connection: duckdb.DuckDBPyConnection, records: Sequence[PublicationRecord]) -> None:
    """Create and fill `ops.publication` in the new file."""
    create(connection, PUBLICATION)
    connection.executemany(
        f"insert into {PUBLICATION.address(HUB)} values (?, ?, ?, ?, ?)",
        [list(asdict(record).values()) for record in records],
    )


def write_quality(connection: duckdb.DuckDBPyConnection, results: Sequence[QualityResult]) -> None:
    """Create and fill `ops.quality_result` in the new file."""
    create(connection, QUALITY_RESULT)
    rows = pa.Table.from_pylist([asdict(result) for result in results], RESULT_SCHEMA)
    connection.register("new_quality", rows)
    connection.execute(
        f"insert into {QUALITY_RESULT.address(HUB)} select * from new_quality order by checked_at"
    )
    connection.unregister("new_quality")


def _publications(path: Path) -> list[PublicationRecord]:
    with published(path) as connection:
        rows = connection.execute(
            """
            select version, published_at, run_id, row_counts, git_revision
            from ops.publication order by published_at
            """
        ).fetchall()
    return [PublicationRecord(*row) for row in rows]
