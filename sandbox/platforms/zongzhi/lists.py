"""Lists of zongzhi: page numbers over a window on GXSJ whose two ends are inclusive at whole seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sandbox.faults.moving import move_to_end
from sandbox.faults.pages import PAGE_FAULTS, Page, dice_of, reshape
from sandbox.faults.records import Alterations
from sandbox.platforms.context import Context
from sandbox.platforms.rates import RateLimit
from sandbox.platforms.selection import Selection
from sandbox.platforms.times import parse_local_seconds
from sandbox.platforms.wire import Request, Response

_LARGEST_PAGE = 500
_DEFAULT_PAGE = 10
_UNWINDOWED_RPS = 2.0


class QueryError(ValueError):
    """A parameter cannot be read; the text is the platform's message."""


@dataclass(frozen=True)
class Query:
    """One list request; `key` names it apart from the window's end."""

    selection: Selection
    number: int
    size: int
    windowed: bool
    key: str

    @property
    def stream(self) -> str:
        """The stream asked for."""
        return self.selection.stream


def read_query(request: Request, stream: str) -> Query:
    """Return the query of a request. Raises QueryError."""
    begin, end = request.param("params[beginTime]"), request.param("params[endTime]")
    try:
        number = max(1, int(request.param("pageNum") or 1))
        size = min(_LARGEST_PAGE, max(1, int(request.param("pageSize") or _DEFAULT_PAGE)))
        begin_ms = parse_local_seconds(begin) * 1000 if begin else None
        end_ms = (parse_local_seconds(end) + 1) * 1000 if end else None
    except ValueError as error:
        raise QueryError("参数格式错误") from error
    selection = Selection("zongzhi", stream, begin_ms, end_ms)
    return Query(selection, number, size, bool(begin or end), f"{stream}|{begin or ''}|{size}|{number}")


class Lists:
    """Answers list requests from the store."""

    FAULTS: ClassVar[frozenset[str]] = PAGE_FAULTS - {"unstable_ties"}

    def __init__(self, context: Context) -> None:
        self._store = context.store
        self._seed = context.plan.seed
        self._alterations = Alterations(context.plan, "zongzhi")
        self._unwindowed = RateLimit(_UNWINDOWED_RPS * context.rate_scale)

    def admit_unwindowed(self) -> bool:
        """Whether another pull without a window may be served in this second."""
        return self._unwindowed.admit()

    def answer(self, query: Query, fault: str | None) -> Response:
        """Return the page asked for; a page past the end is the last page again."""
        total = self._store.count(query.selection)
        number = min(query.number, max(1, -(-total // query.size)))
        offset = (number - 1) * query.size
        rows = self._store.page(query.selection, offset, query.size)
        page = reshape(
            Page(rows, total),
            fault,
            dice_of(self._seed, query.key),
            lambda: self._store.page(query.selection, max(0, offset - query.size), query.size),
        )
        spliced = page.spliced(lambda record: self._alterations.body(query.stream, record))
        if fault == "record_moves" and rows:
            move_to_end(self._store, "zongzhi", query.stream, rows[0])
        head = f'{{"total":{page.total},"rows":'.encode()
        return Response(200, head + spliced + ',"code":200,"msg":"查询成功"}'.encode())
