"""Reading one HTTP/1.1 request from a stream."""

from __future__ import annotations

from typing import BinaryIO
from urllib.parse import parse_qsl, unquote, urlsplit

from sandbox.platforms.wire import Request

_LONGEST_LINE = 65_536
_LONGEST_BODY = 1 << 20


class BadRequestError(ValueError):
    """The bytes are not an HTTP request this server can read."""


def read_request(stream: BinaryIO) -> Request | None:
    """Return the next request, or None when the client has closed the connection. Raises BadRequestError."""
    line = stream.readline(_LONGEST_LINE)
    if not line:
        return None
    parts = line.decode("latin-1").split()
    if len(parts) != 3:
        raise BadRequestError("malformed request line")
    method, target, _ = parts
    headers = _headers(stream)
    url = urlsplit(target)
    query = tuple(parse_qsl(url.query, keep_blank_values=True))
    return Request(method.upper(), unquote(url.path), query, headers, _body(stream, headers))


def _headers(stream: BinaryIO) -> dict[str, str]:
    headers: dict[str, str] = {}
    while (line := stream.readline(_LONGEST_LINE)) not in (b"\r\n", b"\n"):
        if not line:
            raise BadRequestError("the request ended inside its headers")
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    return headers


def _body(stream: BinaryIO, headers: dict[str, str]) -> bytes:
    if "transfer-encoding" in headers:
        raise BadRequestError("a request body needs Content-Length")
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > _LONGEST_BODY:
        raise BadRequestError("bad Content-Length")
    body = stream.read(int(length))
    if len(body) != int(length):
        raise BadRequestError("the request ended inside its body")
    return body
