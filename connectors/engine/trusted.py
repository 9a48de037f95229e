"""A page is believed when nothing about it is odd, or when it stays the same however often it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from connectors.engine.errors import IncompleteError
from connectors.engine.reader import Page
from connectors.engine.shape import Shaped, Shaper
from connectors.engine.window import Window

_MOST_READINGS = 24

Doubt = Callable[[Page, Shaped], str]


@dataclass(frozen=True)
class Trusted:
    """A page with its rows shaped. `doubt` says what is odd about a page that was believed all the same."""

    page: Page
    shaped: Shaped
    readings: int
    doubt: str = ""

    @cached_property
    def keys(self) -> frozenset[str]:
        """One key for each record on the page, unusable ones included.

        A record that stands twice on a page counts once, unless the platform insists on it: then it counts
        twice in the platform's total as well.
        """
        return _keys(self.shaped, insisted=bool(self.doubt))


def read_trusted(
    ask: Callable[[], Page], shaper: Shaper, doubt: Doubt, place: object, same: int = 3
) -> Trusted:
    """Ask for a page until it is beyond doubt or has been the same so many times.

    Raises IncompleteError when it never settles, and whatever `ask` raises.
    """
    seen: dict[tuple[object, ...], int] = {}
    reason = ""
    for reading in range(1, _MOST_READINGS + 1):
        page = ask()
        shaped = shaper.shape(page.rows)
        reason = doubt(page, shaped)
        page = replace(page, rows=page.rows.forgotten())
        if not reason:
            return Trusted(page, shaped, reading)
        signature = (page.total, tuple(shaped.hashes), tuple(row.payload for row in shaped.unusable))
        seen[signature] = seen.get(signature, 0) + 1
        if seen[signature] >= same:
            return Trusted(page, shaped, reading, reason)
    raise IncompleteError(f"{place}: {reason}, differently in each of {_MOST_READINGS} readings")


def row_doubt(expected: int, shaped: Shaped) -> str:
    """Doubt a page with rows that cannot be used, or with fewer different records than it should hold."""
    if shaped.unusable:
        return f"{len(shaped.unusable)} unusable rows"
    twice = expected - len(shaped.distinct)
    return f"{twice} records stand twice" if twice > 0 else ""


def order_doubt(window: Window, shaped: Shaped) -> str:
    """Doubt a page whose rows are not in ascending order of update time, or lie outside the window."""
    ends = shaped.span
    if ends and not (window.holds(ends[0]) and window.holds(ends[1])):
        return "rows from outside the window"
    return "" if shaped.is_ascending else "rows out of order"


def newest_in(window: Window, shaped: Shaped) -> int | None:
    """The time up to which a page in ascending order has been read; None when its order is of no use."""
    if not order_doubt(window, shaped):
        return shaped.span[1] if shaped.span else None
    times = [time for time in shaped.updated.to_pylist() if time is not None and window.holds(time)]
    return times[-1] if times and times == sorted(times) else None


def _keys(shaped: Shaped, *, insisted: bool) -> frozenset[str]:
    if not insisted:
        return shaped.distinct
    times: Counter[str] = Counter()
    keys = set()
    for name in [*shaped.ids, *(f"\x00{row.rule}\x00{row.payload}" for row in shaped.unusable)]:
        keys.add(f"{name}\x00{times[name]}" if times[name] else name)
        times[name] += 1
    return frozenset(keys)
