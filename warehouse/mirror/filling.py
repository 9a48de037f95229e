"""Filling the draft: every published table with types, rows, comments and keys, and a check of the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from warehouse.database import identifier
from warehouse.errors import sentence_list
from warehouse.mirror.errors import MirrorError
from warehouse.mirror.grain import Grain
from warehouse.mirror.session import Postgres
from warehouse.mirror.types import column_type, reading
from warehouse.publication.copying import Table, comments, count

CATALOG = "hub"
DRAFT = "duowang_draft_"
_BATCH_ROWS = 50_000


def fill(
    source: duckdb.DuckDBPyConnection, target: Postgres, tables: Iterable[Table], known: Mapping[str, Grain]
) -> dict[str, int]:
    """Copy tables into draft schemas.

    Returns:
        the rows of each, by `schema.table`.

    Raises:
        MirrorError: PostgreSQL holds another number of rows than the published file.

    """
    tables = list(tables)
    for schema in sorted({table.schema for table in tables}):
        target.execute(f"create schema {identifier(DRAFT + schema)}")
    for table in tables:
        _copy(source, target, table)
        for statement in comments(table, address(table)):
            target.execute(statement)
        _index(target, table, known.get(table.name, Grain()))
        target.execute(f"analyze {address(table)}")
    counts = {table.title: count(source, table, CATALOG) for table in tables}
    _compare(counts, {table.title: _count(target, table) for table in tables})
    return counts


def address(table: Table) -> str:
    """Quote the name of a table's draft."""
    return f"{identifier(DRAFT + table.schema)}.{identifier(table.name)}"


def _copy(source: duckdb.DuckDBPyConnection, target: Postgres, table: Table) -> None:
    columns = [
        f"{identifier(column.name)} {column_type(column.type)}{' not null' if column.is_required else ''}"
        for column in table.columns
    ]
    target.execute(f"create table {address(table)} ({', '.join(columns)})")
    selected = ", ".join(reading(column.name, column.type) for column in table.columns)
    rows = source.sql(f"select {selected} from {table.address(CATALOG)}").to_arrow_reader(_BATCH_ROWS)
    target.append(DRAFT + table.schema, table.name, rows)


def _index(target: Postgres, table: Table, grain: Grain) -> None:
    """Give a table its key, and an index for each further key and each reference to another table."""
    present = {column.name for column in table.columns}
    key = grain.primary_key(frozenset(column.name for column in table.columns if column.is_required))
    if key and present.issuperset(key):
        target.execute(f"alter table {address(table)} add primary key ({_listed(key)})")
    done = {key[:1]} if key else set()
    wanted = [*grain.unique, *((reference.column,) for reference in grain.references)]
    for columns in wanted:
        if columns == key or columns in done or not present.issuperset(columns):
            continue
        done.add(columns)
        kind = "unique index" if columns in grain.unique else "index"
        target.execute(f"create {kind} on {address(table)} ({_listed(columns)})")


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(identifier(column) for column in columns)


def _count(target: Postgres, table: Table) -> int:
    return int(target.rows(f"select count(*) from {address(table)}")[0][0])


def _compare(expected: Mapping[str, int], found: Mapping[str, int]) -> None:
    if differing := [title for title, rows in expected.items() if found[title] != rows]:
        raise MirrorError(
            f"PostgreSQL holds another number of rows in {sentence_list(differing)}",
            fix="the mirror keeps the former version; see the database's log, then try again",
        )
