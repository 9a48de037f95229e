"""Running several statements one after another."""

from __future__ import annotations

import duckdb


def run_script(con: duckdb.DuckDBPyConnection, script: str) -> None:
    """Run the statements of a script, separated by semicolons."""
    for statement in script.split(";"):
        if statement.strip():
            con.execute(statement)
