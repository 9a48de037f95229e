"""What a published file says about itself: its figures and the rows of its marts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.database import published


@dataclass(frozen=True)
class Figure:
    """A published figure beside the computed one; None where a value is unknown."""

    figure: str
    name_zh: str
    name_en: str
    value: float | None
    published_value: float | None
    difference: float | None


def figures(path: Path) -> list[Figure]:
    """Read the figures of a published file; none if it has no such table."""
    with published(path) as connection:
        if not _has_figures(connection):
            return []
        rows = connection.execute(
            """
            select figure, name_zh, name_en, value::double, published_value::double, difference::double
            from marts.mart_published_figures
            """
        ).fetchall()
    return [Figure(*row) for row in rows]


def _has_figures(connection: duckdb.DuckDBPyConnection) -> bool:
    row = connection.execute(
        """
        select count(*) from duckdb_tables()
        where schema_name = 'marts' and table_name = 'mart_published_figures'
        """
    ).fetchone()
    return bool(row and row[0])
