"""Lists by page number: an anchored walk through time, which records that move while it goes cannot upset.

Each request asks for the first page of what is left, from the newest time read so far, so every answer is
whole in itself: pages never shift. Where more records than one page share one tick of the clock, that tick is
read by page number (`instants`).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from connectors.engine.batch import Batch
from connectors.engine.contract import StreamContract
from connectors.engine.errors import IncompleteError
from connectors.engine.instants import InstantReader
from connectors.engine.ledger import PageNote
from connectors.engine.moments import span
from connectors.engine.reader import UNNARROWED, NumberedSource, Page, recount
from connectors.engine.shape import Shaped, Shaper
from connectors.engine.trusted import Trusted, newest_in, order_doubt, read_trusted, row_doubt
from connectors.engine.undated import read_undated
from connectors.engine.window import BEGINNING, FOREVER, Place, Window, floor_to

_WALKS = 4
_UNITS_IN_A_BATCH = 5
# a page takes about so many seconds to be worked on here; while answers come faster, waiting costs nothing
_WORTH_A_LANE = 0.008


class NumberedReader:
    """Reads one stream of a platform that pages by number."""

    def __init__(self, source: NumberedSource, stream: StreamContract, shaper: Shaper) -> None:
        contract = source.contract
        self._source, self._stream, self._shaper = source, stream, shaper
        self._size = contract.page_size
        self._tick = contract.tick_ms * 1000
        self._unit_rows = contract.unit_rows
        self._depth = contract.depth or 1 << 62
        self._most_lanes = contract.pace.windows
        self._place = f"{contract.network} {stream.id}"
        self._instants = InstantReader(source, stream, shaper, self._place)

    def read(self, window: Window, batch: Batch) -> Window:
        """See `Reader.read`."""
        units = batch.planned(window.start)
        first: Trusted | None = None
        if not units:
            first = self._first(window)
            units = self._cut(window, first)
            batch.plan(units)
        waiting = [unit for unit in units if not batch.unit(unit).done]
        lanes = min(self._most_lanes, len(waiting), 1 + int(self._source.session.latency / _WORTH_A_LANE))
        if lanes > 1:
            self._side_by_side(waiting, batch, lanes)
        else:
            for unit in waiting:
                begins = first is not None and unit == units[0] and self._begins(unit, window, first)
                self._prove(unit, batch, first if begins else None)
        return Window(window.start, units[-1].end)

    def undated(self, batch: Batch) -> None:
        """See `Reader.undated`."""
        everything = Window(BEGINNING, FOREVER)
        read_undated(self._source, self._stream.id, self._shaper, batch, lambda: self._count(everything))

    def _side_by_side(self, units: list[Window], batch: Batch, lanes: int) -> None:
        with ThreadPoolExecutor(lanes, thread_name_prefix=self._stream.id) as pool:
            futures = [pool.submit(self._prove, unit, batch, None) for unit in units]
            try:
                for future in futures:
                    future.result()
            finally:
                for future in futures:
                    future.cancel()

    def _begins(self, unit: Window, window: Window, first: Trusted) -> bool:
        """Whether the first page of a window is also that of the unit it begins with."""
        ends = first.shaped.span
        return unit == window or (len(first.keys) >= self._size and ends is not None and unit.holds(ends[1]))

    def _cut(self, window: Window, first: Trusted) -> list[Window]:
        """Cut a window into units of about equal numbers of records, at most as many as fit a batch."""
        rows = self._unit_rows
        if first.page.total <= rows + rows // 2:
            return [window]
        reach = min(rows * _UNITS_IN_A_BATCH, self._depth - 1)
        whole = first.page.total <= reach
        marks = range(rows, min(first.page.total, reach + 1), rows)
        edges = [window.start]
        for mark in marks:
            edge = self._time_at(window, mark)
            if edge is not None and edges[-1] < edge < window.end:
                edges.append(edge)
        if whole or len(edges) == 1:
            edges.append(window.end)
        return [Window(a, b) for a, b in pairwise(edges)]

    def _time_at(self, window: Window, index: int) -> int | None:
        """The update time of the record at an index, if it can be read. It only serves to cut."""
        page = self._source.page(self._stream.id, window, index + 1, 1, UNNARROWED)
        ends = span(self._shaper.shape(page.rows).updated)
        return floor_to(ends[0], self._tick) if ends else None

    def _prove(self, unit: Window, batch: Batch, first: Trusted | None) -> None:
        """Walk a unit until as many records have been read as the platform reports."""
        progress = batch.unit(unit)
        missing = reported = 0
        for _ in range(_WALKS):
            self._walk(unit, batch, first)
            first = None
            reported = recount(lambda: self._count(unit), len(progress.ids))
            missing = reported - len(progress.ids)
            if missing <= 0:
                batch.done(unit, reported, -missing)
                return
            batch.restart(unit, forget=False)
        raise IncompleteError(
            f"{self._place} {unit}: {missing} of {reported} records missing after {_WALKS} readings"
        )

    def _count(self, unit: Window) -> int:
        return self._source.page(self._stream.id, unit, 1, 1, UNNARROWED).total

    def _walk(self, unit: Window, batch: Batch, first: Trusted | None) -> None:
        resume = batch.unit(unit).resume
        at = unit.start if resume is None else resume
        while at < unit.end:
            left = Window(at, unit.end)
            at = self._step(unit, left, first or self._first(left), batch)
            first = None

    def _first(self, window: Window) -> Trusted:
        def ask() -> Page:
            return self._source.page(self._stream.id, window, 1, self._size, UNNARROWED)

        def doubt(page: Page, shaped: Shaped) -> str:
            return row_doubt(min(self._size, page.total), shaped) or order_doubt(window, shaped)

        return read_trusted(ask, self._shaper, doubt, Place(self._place, window))

    def _step(self, unit: Window, left: Window, got: Trusted, batch: Batch) -> int:
        """Take the first page of what is left; returns the time from which to go on."""
        keys = got.keys
        resume = left.end
        if len(keys) >= self._size:
            newest = newest_in(left, got.shaped)
            if newest is None:
                return self._by_halves(unit, left, batch)
            resume = floor_to(newest, self._tick)
            if _is_of(Window(resume, resume + self._tick), got.shaped):
                return self._read_tick(unit, resume, batch)
        batch.take(got.shaped, self._note(unit, left, got, resume), keys)
        return resume if resume > left.start else self._read_tick(unit, left.start, batch)

    def _read_tick(self, unit: Window, start: int, batch: Batch) -> int:
        """Read one tick by page number; returns its end."""
        tick = Window(start, start + self._tick)
        self._instants.read(tick, unit, batch)
        batch.advance(unit, tick.end)
        return tick.end

    def _by_halves(self, unit: Window, window: Window, batch: Batch) -> int:
        """Read a window whose order is of no use: halve it until each part fits one page."""
        got = self._first(window)
        keys = got.keys
        if len(keys) < self._size:
            batch.take(got.shaped, self._note(unit, window, got, window.end), keys)
        elif halves := window.halves(self._tick):
            for half in halves:
                self._by_halves(unit, half, batch)
        else:
            self._instants.read(window, unit, batch)
            batch.advance(unit, window.end)
        return window.end

    def _note(self, unit: Window, window: Window, got: Trusted, resume: int) -> PageNote:
        page = got.page
        return PageNote(unit, window, page.total, page.size, page.sha256, got.readings, resume)


def _is_of(tick: Window, shaped: Shaped) -> bool:
    """Whether all rows are of one tick: then its pages hold them, and they need not be taken now."""
    ends = shaped.span
    return not shaped.unusable and not shaped.updated.null_count and ends is not None and tick.holds(ends[0])
