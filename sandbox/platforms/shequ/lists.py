"""Lists of shequ: page numbers, 10,000 records deep, over a window on updateTime with inclusive ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sandbox.faults.moving import move_to_end
from sandbox.faults.pages import PAGE_FAULTS, Page, dice_of, reshape
from sandbox.faults.records import Alterations
from sandbox.platforms.context import Context
from sandbox.platforms.selection import Selection, Stored
from sandbox.platforms.wire import Request, Response

LARGEST_PAGE = 200
DEEPEST = 10_000
_DEFAULT_PAGE = 10
_ORDERS = {"asc": "updated_ms, id", "desc": "updated_ms desc, id desc"}
_OTHER_TIES = {"updated_ms, id": "updated_ms, id desc", "updated_ms desc, id desc": "updated_ms desc, id"}


class QueryError(ValueError):
    """A parameter cannot be read."""


@dataclass(frozen=True)
class Query:
    """One list request; `order` is an SQL order, `key` names the request apart from the window's end."""

    selection: Selection
    number: int
    size: int
    order: str
    key: str

    @property
    def too_deep(self) -> bool:
        """Whether the page lies beyond what the platform lets one read."""
        return self.number * self.size > DEEPEST

    @property
    def offset(self) -> int:
        """Records before the page."""
        return (self.number - 1) * self.size


def read_query(request: Request, stream: str) -> Query:
    """Return the query of a request. Raises QueryError."""
    begin, end = request.param("updateTime_begin"), request.param("updateTime_end")
    community, id_hash = request.param("communityCode") or None, request.param("idHash") or None
    try:
        number = max(1, int(request.param("pageNo") or 1))
        size = min(LARGEST_PAGE, max(1, int(request.param("pageSize") or _DEFAULT_PAGE)))
        begin_ms = int(begin) if begin else None
        end_ms = int(end) + 1 if end else None
    except ValueError as error:
        raise QueryError("参数类型不匹配") from error
    selection = Selection("shequ", stream, begin_ms, end_ms, community, id_hash)
    by_time = request.param("column") == "updateTime"
    order = _ORDERS["asc" if request.param("order") == "asc" else "desc"] if by_time else "id"
    key = f"{stream}|{begin or ''}|{community or ''}|{id_hash or ''}|{size}|{number}"
    return Query(selection, number, size, order, key)


class Lists:
    """Answers list requests from the store."""

    FAULTS: ClassVar[frozenset[str]] = PAGE_FAULTS | {"repeated_last_page"}

    def __init__(self, context: Context) -> None:
        self._store = context.store
        self._clock = context.clock
        self._seed = context.plan.seed
        self._alterations = Alterations(context.plan, "shequ")

    def answer(self, query: Query, fault: str | None) -> Response:
        """Return the page asked for; past the end it is empty."""
        total = self._store.count(query.selection)
        rows = self._rows(query, fault, total)
        page = reshape(
            Page(rows, total),
            fault,
            dice_of(self._seed, query.key),
            lambda: self._store.page(
                query.selection, max(0, query.offset - query.size), query.size, query.order
            ),
        )
        if fault == "record_moves" and rows:
            move_to_end(self._store, "shequ", query.selection.stream, rows[0])
        return Response(200, self._envelope(query, page))

    def _rows(self, query: Query, fault: str | None, total: int) -> list[Stored]:
        offset, order = query.offset, query.order
        if fault == "repeated_last_page" and offset >= total:
            offset = max(0, total - 1) // query.size * query.size
        if fault == "unstable_ties":
            # records of one update time have no order of their own: this page happens to see another one
            order = _OTHER_TIES.get(order, order)
        return list(self._store.page(query.selection, offset, query.size, order))

    def _envelope(self, query: Query, page: Page) -> bytes:
        stamp = f'"timestamp":{self._clock.millis()}}}'.encode()
        head = b'{"success":true,"message":"","code":200,"result":'
        if page.rows is None:
            return head + b"null," + stamp
        stream = query.selection.stream
        records = page.spliced(lambda record: self._alterations.body(stream, record))
        pages = -(-page.total // query.size)
        tail = (
            f',"total":{page.total},"size":{query.size},"current":{query.number},"pages":{pages}}},'.encode()
        )
        return head + b'{"records":' + records + tail + stamp
