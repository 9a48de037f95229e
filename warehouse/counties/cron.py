"""Five cron fields, checked before Airflow reads them: one wrong county must not take all DAGs away."""

from __future__ import annotations

import re

_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of month", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
_PART = re.compile(r"(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?")


def checked(text: str) -> str:
    """Return the expression, its fields parted by single spaces.

    Raises:
        ValueError: it is not five fields of numbers, `*`, ranges, lists and steps; names the field.

    """
    fields = text.split()
    if len(fields) != len(_FIELDS):
        raise ValueError(f"'{text}' has {len(fields)} fields; cron has five, for example '30 1,5 * * *'")
    for field, (name, low, high) in zip(fields, _FIELDS, strict=True):
        if not all(_holds(part, low, high) for part in field.split(",")):
            raise ValueError(f"'{field}' is no {name} ({low} to {high}) of a cron expression")
    return " ".join(fields)


def _holds(part: str, low: int, high: int) -> bool:
    found = _PART.fullmatch(part)
    if not found:
        return False
    first, last, step = (int(number) if number else None for number in found.groups())
    ends = [number for number in (first, last) if number is not None]
    return all(low <= number <= high for number in ends) and ends == sorted(ends) and step != 0
