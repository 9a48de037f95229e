"""Reading a stream window by window: what every way of paging has in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

from connectors.engine.batch import Batch
from connectors.engine.contract import NetworkContract
from connectors.engine.rows import Rows
from connectors.engine.session import Session
from connectors.engine.window import Window

UNNARROWED: Final[Mapping[str, str]] = MappingProxyType({})
_COUNTINGS: Final = 5


@dataclass(frozen=True)
class Page:
    """One answer of a list: its rows as decoded, and how many records the platform says there are.

    `next_cursor` is None where the list ends, and on lists by page number.
    """

    rows: Rows
    total: int
    size: int
    sha256: str
    next_cursor: str | None = None


class Reader(Protocol):
    """Reads one stream. Not shared between threads, though it may use some of its own."""

    def read(self, window: Window, batch: Batch) -> Window:
        """Read the first part of a window into a batch and return that part, proven complete.

        The part starts where the window starts and is as long as fits well into one batch. Raises
        IncompleteError (with the number of records missing) when the proof fails, or any other named failure.
        """

    def undated(self, batch: Batch) -> None:
        """Read the records that no window holds, where the platform lets one ask for them."""


class NumberedSource(Protocol):
    """What a platform that pages by number gives."""

    contract: NetworkContract
    session: Session

    def page(self, stream: str, window: Window, number: int, size: int, narrow: Mapping[str, str]) -> Page:
        """Ask for a page (from 1) in ascending order of update time; it is as full as its total says.

        Raises a named failure.
        """

    def listing(self, stream: str, number: int, size: int) -> Page | None:
        """Ask for a page of all records, whatever their update time; None where there is no such list."""

    def narrowings(self, stream: str, within: Mapping[str, str] | None) -> Sequence[Mapping[str, str]]:
        """Conditions that cut a list into parts, within conditions given; None asks for the last resort."""


class CursorSource(Protocol):
    """What a platform that pages by cursor gives."""

    contract: NetworkContract

    def page(self, stream: str, window: Window, cursor: str | None, limit: int) -> Page:
        """Ask for the opening page of a window (cursor None), or for the page of a cursor.

        Raises RestartPaging when the cursor has expired, or a named failure.
        """


def recount(ask: Callable[[], int], read: int) -> int:
    """Ask how many records there are until the answer is what was read; else the answer given most often."""
    told: Counter[int] = Counter()
    for _ in range(_COUNTINGS):
        total = ask()
        if total == read:
            return read
        told[total] += 1
    return told.most_common(1)[0][0]
