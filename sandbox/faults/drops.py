"""Lasting faults of a drop: altered rows, columns that come or go, rows that stand twice, a broken file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox.faults.dice import chance, number
from sandbox.faults.plan import Plan
from sandbox.faults.records import NEW_FIELD, Alterations
from sandbox.platforms.guide import CSV_COLUMNS
from sandbox.platforms.xiangcun.tables import Table

_SPREADSHEET_ERROR = "#N/A"


class TableFaults:
    """Lays the record and row faults on the tables of a drop; which row is struck follows from its id."""

    def __init__(self, plan: Plan) -> None:
        self._seed = plan.seed
        self._alterations = Alterations(plan, "xiangcun")
        self._repeats = sum(
            rule.rate for rule in plan.rules_of("drop", "xiangcun") if rule.name == "repeated_row"
        )
        self._lost = [rule for rule in plan.rules_of("record", "xiangcun") if rule.name == "missing_field"]

    @property
    def active(self) -> bool:
        """True when any table may differ from what was built."""
        return self._alterations.active or self._repeats > 0

    def lay(self, table: Table) -> Table:
        """Return the table as this platform shows it."""
        id_column = CSV_COLUMNS[table.name][0]
        rows: list[dict[str, str]] = []
        for row in table.rows:
            rows.append(self._row(table, row[id_column], dict(row)))
            if chance(self._seed, "repeated", table.name, row[id_column]) < self._repeats:
                rows.append(rows[-1])
        columns = self._kept(table)
        if any(NEW_FIELD in row for row in rows):
            columns = (*columns, NEW_FIELD)
        return replace(table, header=columns, rows=rows)

    def _row(self, table: Table, record_id: str, row: dict[str, str]) -> dict[str, str]:
        # a single row of a CSV cannot lack a column: that fault takes the column from the whole file
        faults = tuple(f for f in self._alterations.faults_of(table.name, record_id) if f != "missing_field")
        altered = self._alterations.altered(table.name, record_id, row, faults) if faults else row
        return {name: _cell(value) for name, value in altered.items()}

    def _kept(self, table: Table) -> tuple[str, ...]:
        loses = any(
            rule.covers("xiangcun", table.name) and chance(self._seed, "column", table.name) < rule.rate
            for rule in self._lost
        )
        if not loses:
            return table.header
        droppable = CSV_COLUMNS[table.name][1:]
        lost = droppable[number(self._seed, "column", table.name) % len(droppable)]
        return tuple(name for name in table.header if name != lost)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else _SPREADSHEET_ERROR


def with_bad_file(manifest: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return a manifest in which one file's checksum and row count belong to a file that never arrives."""
    files = [dict(file) for file in manifest["files"]]
    bad = files[number(seed, "bad file", manifest["day"]) % len(files)]
    bad |= {"rows": bad["rows"] + 7, "sha256": bad["sha256"][::-1]}
    return {**manifest, "files": files}
