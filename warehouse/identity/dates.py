"""Birth dates as numbers (yyyymmdd) and how two of them agree."""

from __future__ import annotations

LEVELS = ("equal", "near", "same_year", "differs", "missing")
"""near: two of year, month and day agree, or day and month are exchanged."""


def as_number(column: str) -> str:
    """Build the SQL that turns a DATE into yyyymmdd."""
    return f"(year({column}) * 10000 + month({column}) * 100 + day({column}))"


def level(a: str, b: str) -> str:
    """Build the SQL that gives the level (index into LEVELS) of two dates as numbers."""
    return f"""case
        when {a} is null or {b} is null then 4
        when {a} = {b} then 0
        when {a} // 100 = {b} // 100 or {a} % 10000 = {b} % 10000
            or ({a} // 10000 = {b} // 10000 and ({a} % 100 = {b} % 100
                or ({a} % 100 = {b} // 100 % 100 and {b} % 100 = {a} // 100 % 100))) then 1
        when {a} // 10000 = {b} // 10000 then 2
        else 3 end"""
