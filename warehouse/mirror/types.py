"""Which PostgreSQL type holds a DuckDB type, and how the column is read for it."""

from __future__ import annotations

import re
from typing import Final

from warehouse.database import identifier

_SAME: Final = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric(38,0)",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


def postgres_type(duckdb_type: str) -> str | None:
    """Name the type that holds the same values, lists as arrays; None where there is none."""
    if duckdb_type.endswith("[]"):
        inner = postgres_type(duckdb_type.removesuffix("[]"))
        return f"{inner}[]" if inner else None
    if digits := _DECIMAL.fullmatch(duckdb_type):
        return f"numeric({digits[1]},{digits[2]})"
    return _SAME.get(duckdb_type)


def column_type(duckdb_type: str) -> str:
    """Name the type of a mirrored column: `text` with JSON where PostgreSQL has no such type."""
    return postgres_type(duckdb_type) or "text"


def reading(column: str, duckdb_type: str) -> str:
    """Write the expression that reads a column from the published file."""
    name = identifier(column)
    return name if postgres_type(duckdb_type) else f"to_json({name})::varchar as {name}"
