"""Residents in the published versions: their keys, which name nobody but lead to somebody."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from warehouse.database import identifier, published
from warehouse.paths import Home
from warehouse.publication import copying
from warehouse.publication.versions import FILE_NAME, versions

OWN, SPOKEN_OF = "resident_key", "reporter_resident_key"
SCHEMAS = ("marts", "ops")


def count_rows(home: Home, keys: Iterable[str]) -> int:
    """Count the rows of all versions that bear one of the keys."""
    wanted = sorted(keys)
    return sum(_count(file, wanted) for file in _files(home))


def forget(home: Home, keys: Iterable[str]) -> list[str]:
    """Write the versions that bear the keys anew: without the residents' rows, and without them as reporters.

    Whoever has a version open reads on in the former file until it is opened anew.

    Returns:
        the versions that were written anew.

    """
    wanted = sorted(keys)
    changed = [file for file in _files(home) if _count(file, wanted)]
    for file in changed:
        _rewrite(file, wanted)
    return [file.parent.name for file in changed]


def _files(home: Home) -> list[Path]:
    return [home.published / version / FILE_NAME for version in versions(home)]


def _count(file: Path, keys: list[str]) -> int:
    with published(file) as connection:
        return sum(
            int(
                connection.execute(
                    f"select count(*) from {identifier(schema)}.{identifier(table)} "
                    f"where list_contains(?, {identifier(column)})",
                    [keys],
                ).fetchall()[0][0]
            )
            for schema, table, column in _places(connection)
        )


def _places(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, str]]:
    rows = connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where not internal and list_contains($1, column_name)",
        [[OWN, SPOKEN_OF]],
    ).fetchall()
    yield from rows


def _rewrite(file: Path, keys: list[str]) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        copying.attach(connection, file, draft)
        for table in copying.tables(connection, copying.BUILD, SCHEMAS):
            copying.create(connection, table)
            connection.execute(
                f"insert into {table.address(copying.HUB)} {_selection(table)}",
                {"keys": keys} if _bears(table) else {},
            )
        copying.detach(connection)
    draft.chmod(0o644)
    draft.replace(file)


def _bears(table: copying.Table) -> bool:
    return bool({OWN, SPOKEN_OF} & {column.name for column in table.columns})


def _selection(table: copying.Table) -> str:
    names = {column.name for column in table.columns}
    columns = "*"
    if SPOKEN_OF in names:
        forgotten = f"case when not list_contains($keys, {SPOKEN_OF}) then {SPOKEN_OF} end"
        columns = f"* replace ({forgotten} as {SPOKEN_OF})"
    kept = f"where not coalesce(list_contains($keys, {OWN}), false)" if OWN in names else ""
    return f"select {columns} from {table.address(copying.BUILD)} {kept}"
