"""The page ledger of a batch: which page was read where, what it held, and what is proven already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from connectors.engine.window import Window


@dataclass(frozen=True)
class PageNote:
    """What is written down about one page that was taken.

    `window` is what was asked for. `resume` is the time from which its unit goes on (None: the unit has been
    read to its end). `instant` and `number` place a page inside one tick; `cursor` is where a cursor goes on;
    `place` says for people what else was asked.
    """

    unit: Window
    window: Window
    total: int
    size: int
    sha256: str
    readings: int = 1
    resume: int | None = None
    instant: int | None = None
    number: int = 1
    narrow: str = ""
    cursor: str | None = None
    place: str = ""

    def head(self) -> dict[str, Any]:
        """Write it for the spool."""
        return {
            "k": "page",
            "unit": [self.unit.start, self.unit.end],
            "window": [self.window.start, self.window.end],
            "place": self.place,
            "total": self.total,
            "bytes": self.size,
            "sha256": self.sha256,
            "readings": self.readings,
            "resume": self.resume,
            "instant": self.instant,
            "number": self.number,
            "narrow": self.narrow,
            "cursor": self.cursor,
        }


@dataclass
class UnitProgress:
    """How far one unit of reading has come. `ids` are the distinct records read in it."""

    resume: int | None = None
    cursor: str | None = None
    total: int | None = None
    pages: int = 0
    done: bool = False
    ids: set[str] = field(default_factory=set)
    instants: dict[tuple[int, str], dict[int, tuple[int, frozenset[str]]]] = field(default_factory=dict)

    def note(self, head: dict[str, Any], ids: Collection[str]) -> None:
        """Take note of a page."""
        self.ids.update(ids)
        self.pages += 1
        self.cursor = head["cursor"]
        self.total = head["total"]
        if head["instant"] is None:
            self.resume = head["resume"]
        else:
            pages = self.instants.setdefault((head["instant"], head["narrow"]), {})
            pages[head["number"]] = (head["total"], frozenset(ids))

    def end(self) -> None:
        """The unit is proven: nobody asks again what was read in it."""
        self.done = True
        self.ids, self.instants = set(), {}

    def restart(self, start: int | None, *, forget: bool) -> None:
        """Go back to a place; forget on demand which records were read."""
        self.resume, self.cursor, self.pages, self.done = start, None, 0, False
        self.instants.clear()
        if forget:
            self.ids.clear()
