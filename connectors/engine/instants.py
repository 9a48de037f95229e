"""Reading one tick of the clock that holds more records than a page: by page number, last page first.

Within one tick records can only leave (a change gives them a new update time), so later pages move towards
earlier ones. Read backwards, a record that moves is met twice, never missed.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.engine.batch import Batch
from connectors.engine.contract import StreamContract
from connectors.engine.errors import IncompleteError, PastDepthError
from connectors.engine.ledger import PageNote
from connectors.engine.reader import UNNARROWED, NumberedSource, Page
from connectors.engine.shape import Shaped, Shaper
from connectors.engine.trusted import Trusted, read_trusted, row_doubt
from connectors.engine.window import Place, Window

_ROUNDS = 6


class InstantReader:
    """Reads ticks of one stream."""

    def __init__(self, source: NumberedSource, stream: StreamContract, shaper: Shaper, place: str) -> None:
        self._source, self._stream, self._shaper, self._place = source, stream, shaper, place
        self._size = source.contract.page_size
        self._depth = source.contract.depth

    def read(self, tick: Window, unit: Window, batch: Batch) -> None:
        """Read a tick into a unit of a batch.

        Raises IncompleteError when it never settles, PastDepthError when nobody may page through it.
        """
        total = self._total(tick, UNNARROWED)
        if self._depth is None or total <= self._depth:
            self._rounds(tick, unit, batch, UNNARROWED, total)
            return
        read = self._parts(tick, unit, batch, UNNARROWED)
        total = self._total(tick, UNNARROWED)
        if len(read) < total:
            read |= self._parts(tick, unit, batch, None)
            total = self._total(tick, UNNARROWED)
        if len(read) < total:
            raise PastDepthError(
                f"{self._place} {tick}: {total - len(read)} of {total} records lie past the depth of "
                f"{self._depth}, however the query is narrowed"
            )

    def _parts(self, tick: Window, unit: Window, batch: Batch, within: Mapping[str, str] | None) -> set[str]:
        """Read a query that is past the depth part by part, as far as narrowing goes."""
        read: set[str] = set()
        for narrow in self._source.narrowings(self._stream.id, within):
            total = self._total(tick, narrow)
            if self._depth is not None and total > self._depth:
                read |= self._parts(tick, unit, batch, narrow)
            elif total:
                read |= self._rounds(tick, unit, batch, narrow, total)
        return read

    def _total(self, tick: Window, narrow: Mapping[str, str]) -> int:
        return self._source.page(self._stream.id, tick, 1, 1, narrow).total

    def _rounds(
        self, tick: Window, unit: Window, batch: Batch, narrow: Mapping[str, str], total: int
    ) -> set[str]:
        """Read all pages, again and again if need be, until as many records were met as there are."""
        named = _named(narrow)
        known = batch.unit(unit).instants.pop((tick.start, named), {})
        met: set[str] = set()
        for _ in range(_ROUNDS):
            before = total
            met_now, total, grew = self._round(tick, unit, batch, narrow, total, known)
            known = {}
            met = met_now | met if total == before else met_now
            if not grew and len(met) >= total:
                return met
        raise IncompleteError(
            f"{self._place} {tick}: {total - len(met)} of {total} records missing after {_ROUNDS} readings"
        )

    def _round(
        self,
        tick: Window,
        unit: Window,
        batch: Batch,
        narrow: Mapping[str, str],
        total: int,
        known: Mapping[int, tuple[int, frozenset[str]]],
    ) -> tuple[set[str], int, bool]:
        """Read the pages from last to first; returns the records met, the last total, and whether it grew."""
        met: set[str] = set()
        grew = False
        for number in range(-(-total // self._size), 0, -1):
            if number in known and known[number][0] == total:
                met |= known[number][1]
                continue
            got = self._page(tick, number, narrow)
            keys = got.keys
            batch.take(got.shaped, self._note(unit, tick, got, number, narrow), keys)
            grew = grew or got.page.total > total
            total = got.page.total
            met.update(keys)
        return met, total, grew

    def _page(self, tick: Window, number: int, narrow: Mapping[str, str]) -> Trusted:
        def ask() -> Page:
            return self._source.page(self._stream.id, tick, number, self._size, narrow)

        def doubt(page: Page, shaped: Shaped) -> str:
            return row_doubt(expected_rows(page.total, number, self._size), shaped)

        return read_trusted(ask, self._shaper, doubt, Place(self._place, tick, f"page {number}"))

    def _note(
        self, unit: Window, tick: Window, got: Trusted, number: int, narrow: Mapping[str, str]
    ) -> PageNote:
        page, named = got.page, _named(narrow)
        return PageNote(
            unit=unit,
            window=tick,
            place=f"page {number} {named}".rstrip(),
            total=page.total,
            size=page.size,
            sha256=page.sha256,
            readings=got.readings,
            instant=tick.start,
            number=number,
            narrow=named,
        )


def expected_rows(total: int, number: int, size: int) -> int:
    """How many rows a page must hold when the list has `total` records; 0 past the end."""
    return max(0, min(size, total - (number - 1) * size))


def _named(narrow: Mapping[str, str]) -> str:
    return ",".join(f"{key}={value}" for key, value in narrow.items())
