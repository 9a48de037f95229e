"""What readers see now: the tables, figures and quality verdicts of the current published version."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import expectations.results as quality_results
from expectations.results import QualityResult
from warehouse.database import identifier, published
from warehouse.errors import NothingToPublishError
from warehouse.paths import Home
from warehouse.pipeline.figures import Figure, figures
from warehouse.publication import current_version
from warehouse.publication.versions import FILE_NAME


@dataclass(frozen=True)
class Published:
    """The current version. `row_counts` maps `schema.table` to rows; `quality` is of the run that made it."""

    version: str
    run_id: str
    path: Path
    row_counts: dict[str, int]
    figures: tuple[Figure, ...]
    quality: tuple[QualityResult, ...]


def current(home: Home) -> Published:
    """Describe the version that readers see.

    Raises:
        NothingToPublishError: nothing was published yet.

    """
    path = current_file(home)
    run_id, counts = run_of(path), _counts(path)
    return Published(
        version=path.parent.name,
        run_id=run_id,
        path=path,
        row_counts=counts,
        figures=tuple(figures(path)),
        quality=tuple(quality_results.load(home.quality, run_id)),
    )


def current_file(home: Home) -> Path:
    """Name the file of the version that readers see, by its own folder: a swap does not change it.

    Raises:
        NothingToPublishError: nothing was published yet.

    """
    version = current_version(home)
    if version is None:
        raise NothingToPublishError("nothing is published yet", where=str(home.published), fix="duowang run")
    return home.published / version / FILE_NAME


def run_of(path: Path) -> str:
    """Name the run that made a published file; empty when the file does not say."""
    with published(path) as connection:
        run = connection.execute(
            "select run_id from ops.publication where version = ?", [path.parent.name]
        ).fetchone()
    return str(run[0]) if run else ""


def _counts(path: Path) -> dict[str, int]:
    with published(path) as connection:
        names = connection.execute(
            "select schema_name, table_name from duckdb_tables() order by schema_name, table_name"
        ).fetchall()
        return {
            f"{schema}.{table}": _count(
                connection.execute(
                    f"select count(*) from {identifier(schema)}.{identifier(table)}"
                ).fetchone()
            )
            for schema, table in names
        }


def _count(row: tuple[int, ...] | None) -> int:
    return row[0] if row else 0
