"""Check a new file by opening it read-only, as any reader will, before anyone sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from warehouse.database import published
from warehouse.errors import HubError, sentence_list
from warehouse.publication.copying import STORAGE_VERSION, Table, count, tables

CATALOG = "hub"


class PublicationError(HubError):
    """The new file is not a faithful copy; the former version stays in place."""


def verify(path: Path, expected: Iterable[Table], counts: Mapping[str, int]) -> None:
    """Compare tables, columns, comments, constraints, rows and the storage version.

    Raises:
        PublicationError: anything differs.

    """
    plan = {table.title: table for table in expected}
    try:
        with published(path) as connection:
            schemas = {table.schema for table in plan.values()}
            found = {table.title: table for table in tables(connection, CATALOG, schemas)}
            rows = {title: count(connection, table, CATALOG) for title, table in found.items()}
            storage = _storage(connection)
    except duckdb.Error as error:
        raise _refuse(path, "it cannot be opened again") from error
    if differing := [title for title in plan if found.get(title) != plan[title]]:
        raise _refuse(path, f"columns, comments or constraints differ in {sentence_list(differing)}")
    if differing := [title for title in plan if rows.get(title) != counts.get(title)]:
        raise _refuse(path, f"rows are missing or too many in {sentence_list(differing)}")
    if not storage.startswith(STORAGE_VERSION):
        raise _refuse(path, f"its storage version is {storage}, older drivers could not open it")


def _storage(connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute(
        "select tags['storage_version'] from duckdb_databases() where database_name = ?", [CATALOG]
    ).fetchone()
    return str(row[0]) if row else "unknown"


def _refuse(path: Path, reason: str) -> PublicationError:
    return PublicationError(
        f"the new file was not published: {reason}",
        where=str(path),
        fix="the former version stays in place; check the disk and run duowang publish again",
    )
