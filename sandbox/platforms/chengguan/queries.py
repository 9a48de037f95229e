"""Queries of chengguan: half-open windows on lastModified, read along a cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import orjson

from sandbox.faults.dice import chance
from sandbox.faults.moving import move_to_end
from sandbox.faults.pages import PAGE_FAULTS, Page, dice_of, reshape
from sandbox.faults.records import Alterations
from sandbox.platforms.chengguan.cursors import Cursors, Place
from sandbox.platforms.context import Context
from sandbox.platforms.selection import Selection, Stored
from sandbox.platforms.times import parse_offset_ms
from sandbox.platforms.wire import Response

LARGEST_PAGE = 200
_EMPTY_PAGES = 0.04


class QueryError(ValueError):
    """The body of a query cannot be read."""


@dataclass(frozen=True)
class Query:
    """The body of a query: a window (ISO 8601 text or None), a cursor or None, and the page's size."""

    stream: str
    since: str | None
    until: str | None
    cursor: str | None
    limit: int

    def selection(self) -> Selection:
        """Return the window's records. Raises QueryError."""
        try:
            since, until = (parse_offset_ms(text) if text else None for text in (self.since, self.until))
        except ValueError as error:
            raise QueryError("since and until are ISO 8601 with an offset") from error
        return Selection("chengguan", self.stream, since, until)


def read_query(stream: str, body: bytes) -> Query:
    """Return the query in a request's body. Raises QueryError."""
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise QueryError("the body is not JSON") from error
    if not isinstance(given, dict):
        raise QueryError("the body is not an object")
    limit = given.get("limit", LARGEST_PAGE)
    if not isinstance(limit, int) or not 1 <= limit <= LARGEST_PAGE:
        raise QueryError(f"limit lies between 1 and {LARGEST_PAGE}")
    return Query(stream, _text(given, "since"), _text(given, "until"), _text(given, "cursor"), limit)


def _text(given: dict[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise QueryError(f"{name} is a text or null")
    return value


class Queries:
    """Answers queries from the store."""

    FAULTS: ClassVar[frozenset[str]] = (PAGE_FAULTS - {"unstable_ties"}) | {"repeated_last_page"}

    def __init__(self, context: Context) -> None:
        self._store = context.store
        self._seed = context.plan.seed
        self._cursors = Cursors(context.clock, context.cursor_seconds)
        self._alterations = Alterations(context.plan, "chengguan")

    def place(self, query: Query) -> Place | None:
        """Where the query reads: its cursor's place (None when expired) or a window opened anew."""
        if query.cursor is not None:
            return self._cursors.take(query.cursor)
        return Place(query.stream, query.since or "", self._store.ids(query.selection()))

    def answer(self, place: Place, limit: int, fault: str | None) -> Response:
        """One page from a place, with the cursor of the next."""
        if fault == "empty_page" or (fault is None and self._is_empty_page(place)):
            return self._answer(Page([], len(place.ids)), replace(place, after_empty=True), place.stream)
        page = self._page(place, limit, fault)
        if fault == "record_moves" and page.rows:
            move_to_end(self._store, "chengguan", place.stream, page.rows[0])
        return self._answer(page, _next(place, limit, fault), place.stream)

    def _page(self, place: Place, limit: int, fault: str | None) -> Page:
        rows = self._rows(place, place.offset, limit)
        dice = dice_of(self._seed, place.key)
        return reshape(
            Page(rows, len(place.ids)),
            fault,
            dice,
            lambda: self._rows(place, max(0, place.offset - limit), limit),
        )

    def _rows(self, place: Place, offset: int, limit: int) -> list[Stored]:
        return list(self._store.by_ids("chengguan", place.stream, place.ids[offset : offset + limit]))

    def _is_empty_page(self, place: Place) -> bool:
        # never twice on end, and never the first: a window then moves on
        if place.after_empty or place.offset == 0 or place.offset >= len(place.ids):
            return False
        return chance(self._seed, "empty", place.key) < _EMPTY_PAGES

    def _answer(self, page: Page, following: Place | None, stream: str) -> Response:
        cursor = None if following is None else self._cursors.give(following)
        listed = page.spliced(lambda record: self._alterations.body(stream, record))
        tail = {"nextCursor": cursor, "hasMore": cursor is not None, "count": page.total}
        if page.rows is None:
            return Response(200, b'{"success":true,"errCode":"0","data":null}')
        return Response(
            200,
            b'{"success":true,"errCode":"0","data":{"list":' + listed + b"," + orjson.dumps(tail)[1:] + b"}",
        )


def _next(place: Place, limit: int, fault: str | None) -> Place | None:
    offset = place.offset + limit
    if offset < len(place.ids):
        return replace(place, offset=offset, after_empty=False)
    if fault == "repeated_last_page" and not place.again:
        return replace(place, again=True)
    return None
