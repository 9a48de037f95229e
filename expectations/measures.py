"""Measure the rules on the build database: numbers only, no row ever leaves the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.rules import HUB, Rule

FORMER = "former"
"""The catalog under which a rule that compares finds the published version."""


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
    because: str = ""

    @property
    def label(self) -> str:
        """Name that is unique within a gate."""
        return f"{self.network}.{self.subject} | {self.rule.name}"

    @property
    def threshold(self) -> str:
        """The bounds in words, with the reason for which they were loosened."""
        return f"{self._bounds}, loosened: {self.because}" if self.because else self._bounds

    @property
    def _bounds(self) -> str:
        if self.at_least is None:
            return f"<= {_plain(self.at_most)}"
        if self.at_most is None:
            return f">= {_plain(self.at_least)}"
        return f"{_plain(self.at_least)} .. {_plain(self.at_most)}"


def measure(build_db: Path, rules: Iterable[Rule], former: Path | None = None) -> list[Measure]:
    """Run every rule's query on a read-only connection.

    `former` is the published file that readers see, for the rules that compare with it.
    """
    with duckdb.connect(str(build_db), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        can_compare = former is not None and _attach(connection, former)
        asked = (rule for rule in rules if can_compare or not rule.compares)
        return [found for rule in asked for found in _measure_rule(connection, rule)]


def _attach(connection: duckdb.DuckDBPyConnection, former: Path) -> bool:
    """Attach the version that readers see; a damaged one cannot be compared with."""
    if not former.is_file():
        return False
    try:
        connection.execute(f"attach '{str(former).replace(chr(39), chr(39) * 2)}' as {FORMER} (read_only)")
    except duckdb.IOException:
        return False
    return True


def _measure_rule(connection: duckdb.DuckDBPyConnection, rule: Rule) -> Iterator[Measure]:
    for case, query in rule.queries():
        try:
            rows = _rows(connection, query)
        except (duckdb.CatalogException, duckdb.BinderException):
            rows = [] if rule.compares else [_unknown(case)]
        for row in rows:
            yield _bounded(rule, case, row)


def _unknown(case: dict[str, str | float]) -> dict[str, object]:
    """Name what could not be measured: by its subject, else by the table and column it was to look at."""
    looked_at = ".".join(str(case[name]) for name in ("table", "column") if name in case)
    return {"network": case.get("network"), "subject": case.get("subject") or looked_at}


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
        because=str(case.get("because", "")),
    )


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _plain(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"
