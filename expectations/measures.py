"""Measure the rules on the build database: numbers only, no row ever leaves the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.rules import HUB, Rule


@dataclass(frozen=True)
class Measure:
    """One number with the bounds that its rule sets.

    `observed` is None when it could not be measured, because a table or column is missing: such a
    measure fails.
    """

    rule: Rule
    network: str
    subject: str
    observed: float | None
    at_least: float | None
    at_most: float | None

    @property
    def label(self) -> str:
        """Name that is unique within a gate."""
        return f"{self.network}.{self.subject} | {self.rule.name}"

    @property
    def threshold(self) -> str:
        """The bounds in words."""
        if self.at_least is None:
            return f"<= {_plain(self.at_most)}"
        if self.at_most is None:
            return f">= {_plain(self.at_least)}"
        return f"{_plain(self.at_least)} .. {_plain(self.at_most)}"


def measure(build_db: Path, rules: Iterable[Rule]) -> list[Measure]:
    """Run every rule's query on a read-only connection."""
    with duckdb.connect(str(build_db), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return [found for rule in rules for found in _measure_rule(connection, rule)]


def _measure_rule(connection: duckdb.DuckDBPyConnection, rule: Rule) -> Iterator[Measure]:
    for case, query in rule.queries():
        try:
            rows = _rows(connection, query)
        except (duckdb.CatalogException, duckdb.BinderException):
            rows = [{"network": case.get("network"), "subject": case.get("subject")}]
        for row in rows:
            yield _bounded(rule, case, row)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, object]]:
    relation = connection.execute(query)
    names = [column[0] for column in relation.description]
    return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]


def _bounded(rule: Rule, case: dict[str, str | float], row: dict[str, object]) -> Measure:
    """Take the bound of the row, else of the case, else of the rule."""
    bounds = {
        name: next(
            (value for value in (row.get(name), case.get(name), getattr(rule, name)) if value is not None),
            None,
        )
        for name in ("at_least", "at_most")
    }
    return Measure(
        rule,
        network=str(row.get("network") or HUB),
        subject=str(row.get("subject") or "all"),
        observed=_number(row.get("observed")),
        at_least=_number(bounds["at_least"]),
        at_most=_number(bounds["at_most"]),
    )


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _plain(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"
