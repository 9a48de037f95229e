"""What a failed test of a whole table found: which columns break which rule, and how often.

dbt tells no more of a test than the number of rows of its answer. The answer of `sound` says the rest, and
holds no value of the data: only names of columns and counts.
"""

from __future__ import annotations

from typing import Any

import duckdb

from warehouse.database import build_database
from warehouse.errors import HubError
from warehouse.settings import Settings

TEST = "sound"
_BREAKS = {
    "filled": "{columns} is empty in {rows}",
    "accepted": "{columns} holds a value that is not accepted in {rows}",
    "unique": "{columns} is not unique, {keys} more than once",
}


def told(settings: Settings, test: Any) -> str | None:
    """Ask a failed test of dbt again what it found; None unless it is of this kind and can be asked."""
    if getattr(getattr(test, "test_metadata", None), "name", None) != TEST or not test.compiled_code:
        return None
    try:
        with build_database(settings, read_only=True) as connection:
            found = connection.execute(test.compiled_code).fetchall()
    except (duckdb.Error, HubError):
        return None
    return "; ".join(_sentence(*broken) for broken in found) or None


def _sentence(columns: str, rule: str, count: int) -> str:
    rows, keys = _counted(count, "row"), _counted(count, "key")
    return _BREAKS[rule].format(columns=columns, rows=rows, keys=keys)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
