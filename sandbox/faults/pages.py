"""Page faults: the answer of a list is well formed and yet not what was asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sandbox.faults.dice import number
from sandbox.platforms.selection import Stored

PAGE_FAULTS = frozenset(
    [
        "null_data",
        "short_page",
        "empty_page",
        "repeated_page",
        "moving_total",
        "duplicate_record",
        "record_moves",
        "unstable_ties",
    ]
)


@dataclass(frozen=True)
class Page:
    """What a list answer holds: the records (None = the list is null) and the total told beside them."""

    rows: Sequence[Stored] | None
    total: int

    def spliced(self, body_of: Callable[[Stored], bytes]) -> bytes:
        """Return the JSON of the list, made of pre-serialised records."""
        return b"null" if self.rows is None else b"[" + b",".join(map(body_of, self.rows)) + b"]"


def reshape(page: Page, fault: str | None, dice: int, previous: Callable[[], Sequence[Stored]]) -> Page:
    """Return the page as the fault leaves it. `dice` chooses details; `previous` reads the page before."""
    if fault == "moving_total":
        step = 1 + dice % 3
        return replace(page, total=max(0, page.total - step if dice & 4 else page.total + step))
    rows: Sequence[Stored] | None = list(page.rows or ())
    match fault:
        case "null_data":
            rows = None
        case "empty_page":
            rows = []
        case "short_page" if rows:
            rows = rows[: -(1 + dice % 3)]
        case "repeated_page":
            rows = previous()
        case "duplicate_record" if rows:
            rows = [*rows, rows[dice % len(rows)]]
    return replace(page, rows=rows)


def dice_of(seed: int, key: str) -> int:
    """Return the number that chooses a page fault's details."""
    return number(seed, "page", key)
