"""Records without an update time: no window holds them, only a list of everything shows them."""

from __future__ import annotations

from collections.abc import Callable

from connectors.engine.batch import Batch
from connectors.engine.errors import IncompleteError
from connectors.engine.ledger import PageNote
from connectors.engine.reader import NumberedSource, Page, recount
from connectors.engine.rows import Rows
from connectors.engine.shape import Shaper
from connectors.engine.window import BEGINNING, Window

_NOWHERE = Window(BEGINNING, BEGINNING)


def read_undated(
    source: NumberedSource, stream: str, shaper: Shaper, batch: Batch, dated: Callable[[], int]
) -> None:
    """Take the records that a list of everything has and windows lack; `dated` counts those in windows.

    They stand before or after all others, for nothing is not between two times. Raises IncompleteError when
    they cannot all be found.
    """
    first = source.listing(stream, 1, 1)
    if first is None:
        return
    total = recount(lambda: _total(source, stream), dated())
    missing = total - recount(dated, total)
    if missing <= 0:
        return
    size = source.contract.page_size
    pages = -(-total // size)
    found: set[str] = set()
    for numbers in (range(1, pages + 1), range(pages, 0, -1)):
        for number in numbers:
            if len(found) >= missing or not _take(source, stream, shaper, batch, found, number):
                break
    if len(found) < missing:
        short = missing - len(found)
        raise IncompleteError(f"{source.contract.network} {stream}: {short} records stand in no window")


def _take(
    source: NumberedSource, stream: str, shaper: Shaper, batch: Batch, found: set[str], number: int
) -> bool:
    """Take the undated records of one page; False when it has none."""
    page = source.listing(stream, number, source.contract.page_size)
    if page is None:
        return False
    times = shaper.shape(page.rows).updated.to_pylist()
    objects = page.rows.objects()
    if len(times) != len(objects):
        return True  # a row that cannot be used: the reading by windows deals with it
    shaped = shaper.shape(Rows.of([row for row, time in zip(objects, times, strict=True) if time is None]))
    if not shaped.ids:
        return False
    note = PageNote(_NOWHERE, _NOWHERE, page.total, page.size, page.sha256, place=f"undated, page {number}")
    batch.take(shaped, note, shaped.distinct)
    found |= shaped.distinct
    return True


def _total(source: NumberedSource, stream: str) -> int:
    page: Page | None = source.listing(stream, 1, 1)
    return 0 if page is None else page.total
