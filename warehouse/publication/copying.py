"""Copying the tables of the build database into a file of its own, with their comments and constraints.

Not-null constraints are kept. Keys are not: DuckDB 1.5 writes an index in a form that its 1.0 cannot read,
whatever the storage version, and dbt has proved the keys before anything is copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.database import identifier, literal

BUILD = "build"
HUB = "hub"
STORAGE_VERSION = "v1.0.0"
"""Tried: opens in the drivers 1.0.0, 1.1.3, 1.2.2, 1.3.2, 1.5.5 and 2.0.0."""


@dataclass(frozen=True)
class Column:
    """A column with its comment, which stands in the catalog and so travels with the file."""

    name: str
    type: str
    is_required: bool
    comment: str | None


@dataclass(frozen=True)
class Table:
    """A table or view of the build that is to be published as a table."""

    schema: str
    name: str
    comment: str | None
    columns: tuple[Column, ...]

    @property
    def title(self) -> str:
        """Join schema and name, for people."""
        return f"{self.schema}.{self.name}"

    def address(self, catalog: str) -> str:
        """Quote the name as it stands in a catalog."""
        return f"{catalog}.{identifier(self.schema)}.{identifier(self.name)}"


def attach(connection: duckdb.DuckDBPyConnection, build: Path, target: Path) -> None:
    """Attach the build read-only and a new file to write."""
    connection.execute(f"attach {literal(str(build))} as {BUILD} (read_only)")
    connection.execute(f"attach {literal(str(target))} as {HUB} (storage_version {literal(STORAGE_VERSION)})")


def detach(connection: duckdb.DuckDBPyConnection) -> None:
    """Write everything down and let both files go."""
    connection.execute(f"checkpoint {HUB}")
    connection.execute(f"detach {HUB}")
    connection.execute(f"detach {BUILD}")


def tables(connection: duckdb.DuckDBPyConnection, catalog: str, schemas: Iterable[str]) -> list[Table]:
    """Describe the tables and views of some schemas, in the order of their names."""
    found = connection.execute(
        """
        select schema_name, table_name, comment from duckdb_tables()
        where database_name = $catalog and list_contains($schemas, schema_name)
        union all
        select schema_name, view_name, comment from duckdb_views()
        where database_name = $catalog and list_contains($schemas, schema_name)
        order by all
        """,
        {"catalog": catalog, "schemas": list(schemas)},
    ).fetchall()
    return [
        Table(schema, name, comment, _columns(connection, place))
        for schema, name, comment in found
        for place in [[catalog, schema, name]]
    ]


def copy(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Create a table in the new file, describe and fill it.

    Returns:
        the number of rows that the build holds, for whoever checks the new file.

    """
    create(connection, table)
    connection.execute(f"insert into {table.address(HUB)} select * from {table.address(BUILD)}")
    return count(connection, table, BUILD)


def describe(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Write the comments of a table and its columns."""
    for statement in comments(table, table.address(HUB)):
        connection.execute(statement)


def comments(table: Table, address: str) -> Iterator[str]:
    """Give the statements that comment on a table and its columns, at an address in any database."""
    if table.comment:
        yield f"comment on table {address} is {literal(table.comment)}"
    for column in table.columns:
        if column.comment:
            yield f"comment on column {address}.{identifier(column.name)} is {literal(column.comment)}"


def create(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Create an empty, described table in the new file."""
    connection.execute(f"create schema if not exists {HUB}.{identifier(table.schema)}")
    connection.execute(f"create table {definition(table, table.address(HUB))}")
    describe(connection, table)


def count(connection: duckdb.DuckDBPyConnection, table: Table, catalog: str) -> int:
    """Count the rows of a table."""
    row = connection.execute(f"select count(*) from {table.address(catalog)}").fetchone()
    return int(row[0]) if row else 0


def definition(table: Table, address: str) -> str:
    """Give what follows `create table`, for an address in any database."""
    columns = [
        f"{identifier(column.name)} {column.type}{' not null' if column.is_required else ''}"
        for column in table.columns
    ]
    return f"{address} ({', '.join(columns)})"


def _columns(connection: duckdb.DuckDBPyConnection, place: list[str]) -> tuple[Column, ...]:
    rows = connection.execute(
        """
        select column_name, data_type, not is_nullable, comment from duckdb_columns()
        where database_name = ? and schema_name = ? and table_name = ? order by column_index
        """,
        place,
    ).fetchall()
    return tuple(Column(*row) for row in rows)
