"""The marts of two published files, compared row by row."""

from __future__ import annotations

from pathlib import Path

import duckdb


def differing(one: Path, other: Path) -> list[str]:
    """Name the tables of schema `marts` that only one file has, or whose rows are not the same in both."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for name, path in (("one", one), ("other", other)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        names = [_tables(connection, side) for side in ("one", "other")]
        lacking = names[0] ^ names[1]
        return sorted(lacking | {name for name in names[0] & names[1] if _differs(connection, name)})


def _tables(connection: duckdb.DuckDBPyConnection, side: str) -> set[str]:
    sql = "select table_name from duckdb_tables() where database_name = ? and schema_name = 'marts'"
    return {row[0] for row in connection.execute(sql, [side]).fetchall()}


def _differs(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    one, other = (f"from {side}.marts.{table}" for side in ("one", "other"))
    sql = f"select exists((({one}) except all ({other})) union all (({other}) except all ({one})))"
    row = connection.execute(sql).fetchone()
    return row is None or bool(row[0])
