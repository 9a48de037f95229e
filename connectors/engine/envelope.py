"""What the JSON envelopes of the platforms have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from connectors.engine.errors import IncompleteError
from connectors.engine.instants import expected_rows
from connectors.engine.literal import MalformedError
from connectors.engine.reader import Page
from connectors.engine.rows import Envelope, Rows
from connectors.engine.transport import Reply
from connectors.engine.verdict import Judgement, ok, retry

T = TypeVar("T")


def json_object(reply: Reply, judge: Callable[[Envelope], Judgement[T]]) -> Judgement[T]:
    """Judge the JSON object of a reply; anything else is asked for again."""
    try:
        envelope = Envelope.read(reply.body)
        return retry("the answer is no JSON object") if envelope is None else judge(envelope)
    except MalformedError as error:
        return retry(str(error))


def whole_number(value: Any) -> int | None:
    """Read a count or a code, which may come as text. None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.strip().isdigit():
        return int(value)
    return None


def numbered_page(reply: Reply, rows: Rows | None, total: Any, number: int, size: int) -> Judgement[Page]:
    """Judge a page by number: its rows must be as many as its total demands."""
    count = whole_number(total)
    if rows is None or count is None:
        return retry("a page without rows or total", IncompleteError)
    short = expected_rows(count, number, size) - rows.count
    if short > 0:
        return retry(f"a short page: {short} of {count} records missing", IncompleteError)
    return ok(page_of(reply, rows, count))


def page_of(reply: Reply, rows: Rows, total: int, next_cursor: str | None = None) -> Page:
    """Make a page of what a reply held."""
    digest = hashlib.sha256(reply.body).hexdigest()
    return Page(rows, total, len(reply.body), digest, next_cursor)
