"""Lists by opaque cursor: short chains of pages, each proven by the count that its opening reported.

Windows are halved until a chain is short enough to be read before its cursor expires or a record moves.
"""

from __future__ import annotations

from connectors.engine.batch import Batch
from connectors.engine.contract import StreamContract
from connectors.engine.errors import IncompleteError
from connectors.engine.ledger import PageNote, UnitProgress
from connectors.engine.reader import CursorSource, Page, recount
from connectors.engine.session import RestartPaging
from connectors.engine.shape import Shaped, Shaper
from connectors.engine.trusted import Trusted, read_trusted
from connectors.engine.window import Place, Window

_MOST_CHAINS = 60
_SPARE_PAGES = 50


class _Unproven(Exception):  # noqa: N818 - decides what to read next, is no failure
    """A chain did not hold what its opening promised. `shorten`: reading less at once may help."""

    def __init__(self, problem: str, *, shorten: bool) -> None:
        super().__init__(problem)
        self.shorten = shorten


class CursorReader:
    """Reads one stream of a platform that pages by cursor."""

    def __init__(self, source: CursorSource, stream: StreamContract, shaper: Shaper) -> None:
        self._source, self._stream, self._shaper = source, stream, shaper
        self._size = source.contract.page_size
        self._tick = source.contract.tick_ms * 1000
        self._most_rows = self._rows = source.contract.unit_rows
        self._ends: list[int] = []
        self._place = f"{source.contract.network} {stream.id}"

    def read(self, window: Window, batch: Batch) -> Window:
        """See `Reader.read`."""
        self._ends = [end for end in self._ends if end > window.start]
        unit = next(iter(batch.planned(window.start)), None)
        if unit is None:
            unit = Window(window.start, min([*self._ends, window.end]))
            batch.plan([unit])
        problem = ""
        for _ in range(_MOST_CHAINS):
            try:
                self._prove(unit, batch)
            except _Unproven as error:
                problem = str(error)
                unit = self._again(unit, batch, shorten=error.shorten)
            else:
                return unit
        raise IncompleteError(f"{self._place} {unit}: {problem}, after {_MOST_CHAINS} readings")

    def undated(self, batch: Batch) -> None:
        """See `Reader.undated`: a window open at both ends holds every record."""

    def _again(self, unit: Window, batch: Batch, *, shorten: bool) -> Window:
        """Choose what to read after a chain has failed: the earlier half, or the same again."""
        batch.restart(unit, forget=True)
        halves = unit.halves(self._tick) if shorten else None
        if halves is None:
            return unit
        self._ends.append(unit.end)
        batch.plan([halves[0]])
        return halves[0]

    def _prove(self, unit: Window, batch: Batch) -> None:
        progress = batch.unit(unit)
        if progress.done:
            return
        ended = progress.pages > 0 and progress.cursor is None and len(progress.ids) == progress.total
        count = len(progress.ids) if ended else self._chain(unit, batch, progress)
        read = len(progress.ids)
        if read != count:
            self._rows = max(self._size, self._rows // 2)
            raise _Unproven(f"{count - read} of {count} records missing", shorten=count > self._size)
        reported = recount(lambda: self._source.page(self._stream.id, unit, None, 1).total, read)
        if reported > read:
            raise _Unproven(f"{reported - read} of {reported} records missing", shorten=count > self._size)
        self._rows = min(self._most_rows, self._rows + self._rows // 2)
        batch.done(unit, reported, read - reported)

    def _chain(self, unit: Window, batch: Batch, progress: UnitProgress) -> int:
        """Read page after page; returns the count that the opening reported."""
        try:
            got, count = self._begin(unit, progress)
            for _ in range(2 * count // self._size + _SPARE_PAGES):
                before = len(progress.ids)
                batch.take(got.shaped, self._note(unit, got, count), got.keys)
                ended = got.page.next_cursor is None
                if ended or (len(progress.ids) >= count and len(progress.ids) == before):
                    return count
                got = self._page(unit, got.page.next_cursor)
        except RestartPaging as signal:
            self._rows = max(self._size, self._rows // 2)
            raise _Unproven(str(signal), shorten=(progress.total or 0) > self._size) from None
        raise _Unproven("the cursor never ends", shorten=True)

    def _begin(self, unit: Window, progress: UnitProgress) -> tuple[Trusted, int]:
        """Open a cursor, or go on with that of a run that was killed if it still lives."""
        if progress.cursor is not None and progress.total is not None:
            return self._page(unit, progress.cursor), progress.total
        got = self._page(unit, None)
        count = got.page.total
        if count > self._rows and unit.halves(self._tick):
            raise _Unproven(f"{count} records at once", shorten=True)
        return got, count

    def _page(self, unit: Window, cursor: str | None) -> Trusted:
        def ask() -> Page:
            return self._source.page(self._stream.id, unit, cursor, self._size)

        return read_trusted(ask, self._shaper, self._doubt, Place(self._place, unit), same=2)

    def _doubt(self, page: Page, shaped: Shaped) -> str:
        if shaped.unusable:
            return f"{len(shaped.unusable)} unusable rows"
        if page.next_cursor is not None and page.rows.count < self._size:
            return "a short page with more to come"
        return ""

    def _note(self, unit: Window, got: Trusted, count: int) -> PageNote:
        page = got.page
        return PageNote(unit, unit, count, page.size, page.sha256, got.readings, cursor=page.next_cursor)
