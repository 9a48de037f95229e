"""Hand Spark's marts to the build database, for the same gate and the same publication."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from warehouse.database import build_database, identifier, literal
from warehouse.dbt_documents import NOTHING, Described, DescribedColumn
from warehouse.publication import copying
from warehouse.settings import Settings
from warehouse.spark.publish import Published

_UNKNOWN = DescribedColumn(None, is_required=False)


def hand_over(settings: Settings, published: Published, described: Mapping[str, Described]) -> None:
    """Replace the tables for readers in the build database by those that Spark wrote.

    Comments, required columns and the order of columns are those that DuckDB's build would give them, since
    Parquet carries none.
    """
    with build_database(settings) as connection:
        for title in published.rows:
            schema, name = title.split(".")
            files = literal(str(published.folder / schema / name / "*.parquet"))
            table = _table(connection, title, files, described.get(title, NOTHING))
            address = f"{identifier(schema)}.{identifier(name)}"
            connection.execute(f"create schema if not exists {identifier(schema)}")
            connection.execute(f"create or replace table {copying.definition(table, address)}")
            connection.execute(f"insert into {address} by name from read_parquet({files})")
            for comment in copying.comments(table, address):
                connection.execute(comment)


def _table(
    connection: duckdb.DuckDBPyConnection, title: str, files: str, described: Described
) -> copying.Table:
    """Join what the files hold with what is said of it."""
    found = connection.execute(f"describe from read_parquet({files})").fetchall()
    kinds = {name: kind for name, kind, *_ in found}
    order = [name for name in described.columns if name in kinds]
    order += [name for name in kinds if name not in described.columns]
    told = {name: described.columns.get(name, _UNKNOWN) for name in order}
    columns = [
        copying.Column(name, kinds[name], column.is_required, column.comment) for name, column in told.items()
    ]
    schema, name = title.split(".")
    return copying.Table(schema, name, described.comment, tuple(columns))
