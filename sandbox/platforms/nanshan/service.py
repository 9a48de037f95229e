"""The one list of nanshan. It is served where a store holds matters, which that of a county does not."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from sandbox.faults.answers import WIRE_FAULTS, spoil
from sandbox.faults.moving import move_to_end
from sandbox.faults.pages import PAGE_FAULTS, Page, dice_of, reshape
from sandbox.faults.records import Alterations
from sandbox.platforms.context import Context
from sandbox.platforms.guide import BASE_PATHS, STREAMS
from sandbox.platforms.rates import RateLimit
from sandbox.platforms.selection import Selection, Stored
from sandbox.platforms.times import parse_offset_ms
from sandbox.platforms.wire import Request, Response, as_html, as_json

_RPS: Final = 5.0
_LARGEST_PAGE: Final = 200
_FAULTS: Final = WIRE_FAULTS | PAGE_FAULTS - {"unstable_ties"} | {"repeated_last_page", "body_500"}


class QueryError(ValueError):
    """A parameter cannot be read."""


@dataclass(frozen=True)
class Query:
    """One list request; `key` names it apart from the window's end."""

    selection: Selection
    number: int
    size: int
    key: str

    @property
    def offset(self) -> int:
        """Records before the page."""
        return (self.number - 1) * self.size


def read_query(request: Request, stream: str) -> Query:
    """Return the query of a request. Raises QueryError."""
    begin, end = request.param("updated_from"), request.param("updated_to")
    try:
        number = max(1, int(request.param("page") or 1))
        size = min(_LARGEST_PAGE, max(1, int(request.param("size") or _LARGEST_PAGE)))
        begin_ms = parse_offset_ms(begin) if begin else None
        end_ms = parse_offset_ms(end) if end else None
    except ValueError as error:
        raise QueryError("bad parameter") from error
    selection = Selection("nanshan", stream, begin_ms, end_ms)
    return Query(selection, number, size, f"{stream}|{begin or ''}|{size}|{number}")


class Nanshan:
    """The platform 便民事项闭环."""

    def __init__(self, context: Context) -> None:
        self.clock = context.clock
        self._context = context
        self._rate = RateLimit(_RPS * context.rate_scale)
        self._alterations = Alterations(context.plan, "nanshan")

    def answer(self, request: Request) -> Response:
        """Return the response to one request."""
        stream = request.path.removeprefix(f"{BASE_PATHS['nanshan']}/api/")
        if request.method != "GET" or stream not in STREAMS["nanshan"]:
            return as_html(404, "404 Not Found")
        key = request.headers.get("x-api-key", "").encode("utf-8", "replace")
        if not secrets.compare_digest(key, self._context.account.password.encode()):
            return _failed(401, "no such key", status=401)
        if not self._rate.admit():
            return _failed(429, "too many requests", status=429)
        try:
            query = read_query(request, stream)
        except QueryError as error:
            return _failed(400, str(error), status=400)
        return self._page(query)

    def _page(self, query: Query) -> Response:
        context = self._context
        fault = context.draws.draw(query.selection.stream, query.key, _FAULTS)
        if fault == "body_500":
            return _failed(500, "try again")
        response = self._list(query, fault)
        if fault in WIRE_FAULTS:
            return spoil(response, str(fault), context.plan, query.key, self.clock.now())
        return response

    def _list(self, query: Query, fault: str | None) -> Response:
        store, stream = self._context.store, query.selection.stream
        total = store.count(query.selection)
        rows = self._rows(query, query.offset, fault, total)
        page = reshape(
            Page(rows, total),
            fault,
            dice_of(self._context.plan.seed, query.key),
            lambda: self._rows(query, max(0, query.offset - query.size), None, total),
        )
        items = page.spliced(lambda record: self._alterations.body(stream, record))
        if fault == "record_moves" and rows:
            move_to_end(store, "nanshan", stream, rows[0])
        return Response(200, f'{{"code":0,"total":{page.total},"items":'.encode() + items + b"}")

    def _rows(self, query: Query, offset: int, fault: str | None, total: int) -> list[Stored]:
        if fault == "repeated_last_page" and offset >= total:
            offset = max(0, total - 1) // query.size * query.size
        return self._context.store.page(query.selection, offset, query.size)


def _failed(code: int, message: str, status: int = 200) -> Response:
    return as_json({"code": code, "message": message}, status)
