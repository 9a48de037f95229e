"""What passes over the wire: a request read, a response to send, and how the sending may go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import orjson

JSON = "application/json;charset=UTF-8"
HTML = "text/html;charset=UTF-8"


@dataclass(frozen=True)
class Request:
    """One HTTP request; header names are lower case, the query is decoded and in the order sent."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes

    def param(self, name: str) -> str | None:
        """Return the first value of a query parameter, or None."""
        return next((value for key, value in self.query if key == name), None)

    @property
    def keep_alive(self) -> bool:
        """HTTP/1.1 keeps the connection unless the client says otherwise."""
        return self.headers.get("connection", "").lower() != "close"


@dataclass(frozen=True)
class FileSlice:
    """`length` bytes of a file from `offset`."""

    path: Path
    offset: int
    length: int


@dataclass(frozen=True)
class Mishap:
    """How the sending ends early: after `after` bytes of the body (headers too for -1).

    `reset` aborts with RST, `close` ends the stream in order, `stall` waits `seconds` and then aborts.
    """

    kind: Literal["reset", "close", "stall"]
    after: int = -1
    seconds: float = 0.0


@dataclass(frozen=True)
class Response:
    """One HTTP response. `length` of the body goes into Content-Length even when a mishap cuts it."""

    status: int
    body: bytes | FileSlice = b""
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = field(default=())
    mishap: Mishap | None = None

    @property
    def length(self) -> int:
        """Bytes of the whole body."""
        return self.body.length if isinstance(self.body, FileSlice) else len(self.body)


def as_json(value: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """Return a JSON answer in UTF-8."""
    return Response(status, orjson.dumps(value), JSON, headers)


def as_html(status: int, title: str, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """Return the kind of page a proxy in front of a platform answers with."""
    text = f"<html>\r\n<head><title>{title}</title></head>\r\n<body><center><h1>{title}</h1></center>"
    return Response(status, (text + "<hr><center>nginx</center></body>\r\n</html>").encode(), HTML, headers)
