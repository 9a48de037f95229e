"""The marts of two published files, compared row by row."""

from __future__ import annotations

from pathlib import Path

import duckdb

LACKING = -1


def differences(one: Path, other: Path) -> dict[str, tuple[int, int]]:
    """Count the rows of each mart that only one file has, for the marts that differ.

    A side that has no such table at all counts as LACKING.
    """
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for name, path in (("one", one), ("other", other)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        left, right = (_tables(connection, side) for side in ("one", "other"))
        counted = {table: _rows_of_one_side(connection, table) for table in left & right}
    lacking = {table: (0, LACKING) if table in left else (LACKING, 0) for table in left ^ right}
    return {table: counts for table, counts in sorted((counted | lacking).items()) if counts != (0, 0)}


def _tables(connection: duckdb.DuckDBPyConnection, side: str) -> set[str]:
    sql = "select table_name from duckdb_tables() where database_name = ? and schema_name = 'marts'"
    return {row[0] for row in connection.execute(sql, [side]).fetchall()}


def _rows_of_one_side(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int]:
    one, other = (f"from {side}.marts.{table}" for side in ("one", "other"))
    ((left, right),) = connection.execute(
        f"select (select count(*) from ({one} except all {other})),"
        f" (select count(*) from ({other} except all {one}))"
    ).fetchall()
    return left, right
