"""Compare what a chart was answered with what the tests' own SQL says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.e2e.dashboards.looking import Rows


def same(rows: Rows, published: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Hold that the chart's rows are those of the query, in any order.

    The query's columns are named as the chart names its own; only these are compared.
    """
    result = published.execute(sql)
    names = [column[0] for column in result.description]
    expected = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    assert expected, "the query finds nothing to compare with"
    same_rows(rows, expected, names)


def same_rows(rows: Rows, expected: Rows, names: list[str]) -> None:
    """Hold that the rows agree in the named columns, in any order; a missing column counts as null."""
    one, other = (
        _sorted([tuple(_plain(row.get(name)) for name in names) for row in side]) for side in (rows, expected)
    )
    assert len(one) == len(other)
    for shown, wanted in zip(one, other, strict=True):
        assert shown == pytest.approx(wanted), names


def shown_number(value: float, decimals: int = 2) -> str:
    """Write a number as a tile does: thousands with commas, no zeros at the end."""
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sorted(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: [(value is None, str(value)) for value in row])


def _plain(value: Any) -> Any:
    """Bring numbers and times to what JSON has: floats, and milliseconds since the epoch (UTC)."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).timestamp() * 1000
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC).timestamp() * 1000
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    return round(float(value), 9) if isinstance(value, int | float | Decimal) else value
