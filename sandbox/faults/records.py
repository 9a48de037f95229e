"""Record faults: some records, marked by their id, carry a new field, lack one, or hold an unknown code."""

from __future__ import annotations

from typing import Any

import orjson

from sandbox.faults.codes import CODE_FIELDS, UNKNOWN_CODE
from sandbox.faults.dice import chance, number
from sandbox.faults.plan import Plan, Rule
from sandbox.platforms.guide import UPDATE_FIELDS
from sandbox.platforms.selection import Stored

NEW_FIELD = "KZXX1"


class Alterations:
    """The record faults of one network; which record is altered, and how, follows from its id alone."""

    def __init__(self, plan: Plan, network: str) -> None:
        self._seed = plan.seed
        self._network = network
        self._rules = [rule for rule in plan.rules_of("record", network) if rule.rate > 0]

    @property
    def active(self) -> bool:
        """True when any record may be altered."""
        return bool(self._rules)

    def faults_of(self, stream: str, record_id: str) -> tuple[str, ...]:
        """Return the faults this record carries, in the order they are laid."""
        return tuple(rule.name for rule in self._rules if self._marks(rule, stream, record_id))

    def body(self, stream: str, record: Stored) -> bytes:
        """Return the wire record as this platform shows it."""
        if not self._rules or not (faults := self.faults_of(stream, record.id)):
            return record.body
        return orjson.dumps(self.altered(stream, record.id, orjson.loads(record.body), faults))

    def altered(
        self, stream: str, record_id: str, row: dict[str, Any], faults: tuple[str, ...]
    ) -> dict[str, Any]:
        """Return a copy of the row with the faults laid on. The id and the update time are left alone."""
        row = dict(row)
        kept = (record_id, UPDATE_FIELDS[self._network])
        names = sorted(name for name, value in row.items() if value != kept[0] and name != kept[1])
        for fault in faults:
            dice = number(self._seed, "field", fault, stream, record_id)
            if fault == "unknown_code":
                names_of_codes = [name for name in CODE_FIELDS[self._network].get(stream, ()) if name in row]
                if names_of_codes:
                    row[names_of_codes[dice % len(names_of_codes)]] = UNKNOWN_CODE
            elif fault == "new_field":
                row[NEW_FIELD] = f"v{dice % 1000}"
            elif names:
                _spoil(row, names.pop(dice % len(names)), fault, dice)
        return row

    def _marks(self, rule: Rule, stream: str, record_id: str) -> bool:
        if not rule.covers(self._network, stream):
            return False
        return chance(self._seed, "record", rule.name, self._network, stream, record_id) < rule.rate


def _spoil(row: dict[str, Any], name: str, fault: str, dice: int) -> None:
    if fault == "missing_field":
        del row[name]
    elif fault == "null_field":
        row[name] = None
    elif fault == "blank_field":
        row[name] = ""
    else:
        row[name] = _retyped(row[name], dice)


def _retyped(value: Any, dice: int) -> Any:
    """Return the value as another type: text as a list or object, a number as text, the rest as a number."""
    if isinstance(value, str):
        return [value] if dice & 1 else {"value": value}
    if isinstance(value, bool) or not isinstance(value, int | float):
        return dice % 100
    return str(value)
