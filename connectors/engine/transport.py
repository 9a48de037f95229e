"""One HTTP exchange: bytes out, bytes in, with limits on time and size. No retries, no meaning."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from functools import lru_cache
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import Final
from urllib.parse import quote

from connectors.engine.wire import Wire

_CHUNK: Final = 1 << 16


class TransportError(Exception):
    """The exchange broke: reset, time-out, cut body. The message holds no address and no payload."""


@dataclass(frozen=True)
class Request:
    """What to send. `query` is in order and unencoded; an anonymous request needs no login."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    anonymous: bool = False


@dataclass(frozen=True)
class Reply:
    """What came back, whole. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_html(self) -> bool:
        """True for a page made for people: a proxy or a maintenance notice stands in front."""
        return self.body[:64].lstrip().startswith(b"<") or "text/html" in self.headers.get("content-type", "")


class Transport:
    """A pool of connections to one platform. Thread-safe."""

    def __init__(self, base: str, *, connections: int = 8, most_bytes: int = 64 << 20) -> None:
        self._most_bytes = most_bytes
        self._wire = Wire(base, kept=connections)

    def exchange(self, request: Request, seconds: float) -> Reply:
        """Send one request and read the whole answer. `seconds` limits each wait for bytes.

        The whole may take ten times that. Raises TransportError.
        """
        with self.opened(request, seconds) as response:
            body = self.read(response, seconds)
            headers = lower(response.headers)
            return Reply(response.status, headers, self._plain(body, headers))

    @contextmanager
    def opened(self, request: Request, seconds: float) -> Iterator[HTTPResponse]:
        """Send one request and give the response, whose body is still to be read. Raises TransportError."""
        target = request.path
        if request.query:
            target += "?" + encode_query(request.query)
        with (
            _translated(),
            self._wire.asked(request.method, target, request.headers, request.body, seconds) as response,
        ):
            yield response

    def read(self, response: HTTPResponse, seconds: float, into: bytearray | None = None) -> bytes:
        """Read a body; `into` keeps what came even when the rest does not. Raises TransportError."""
        if into is None and response.length is not None and response.length <= self._most_bytes:
            return _whole(response)
        deadline = time.monotonic() + 10 * seconds
        body = bytearray() if into is None else into
        while chunk := _chunk(response):
            body += chunk
            if len(body) > self._most_bytes:
                raise TransportError(f"the answer is larger than {self._most_bytes} bytes")
            if time.monotonic() > deadline and into is None:
                raise TransportError("the answer never ends")
        if response.length:
            raise TransportError("body cut short")
        return bytes(body) if into is None else b""

    def close(self) -> None:
        """Close every connection."""
        self._wire.close()

    def _plain(self, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Undo a compression that nobody asked for."""
        coding = headers.get("content-encoding", "identity").strip().lower()
        if not body or coding in ("", "identity"):
            return body
        if coding not in ("gzip", "x-gzip", "deflate"):
            raise TransportError("the body came in a coding that was not asked for")
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            plain = unpacking.decompress(body, self._most_bytes)
        except zlib.error:
            raise TransportError("body cannot be decompressed") from None
        if unpacking.unconsumed_tail:
            raise TransportError(f"the answer is larger than {self._most_bytes} bytes")
        if not unpacking.eof:
            raise TransportError("body cut short")
        return plain


def encode_query(query: tuple[tuple[str, str], ...]) -> str:
    """Encode a query by RFC 3986."""
    return "&".join(f"{_quoted(name)}={quote(value, safe='-._~')}" for name, value in query)


@lru_cache(maxsize=256)  # the names are few and stand in every request
def _quoted(name: str) -> str:
    return quote(name, safe="-._~")


def _name(error: HTTPException | OSError) -> str:
    match error:
        case TimeoutError():
            return "time-out"
        case ConnectionRefusedError():
            return "connection refused"
        case IncompleteRead():
            return "body cut short"
        case ConnectionError() | HTTPException():
            return "connection broken"
        case _:
            return f"connection failed ({type(error).__name__})"


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (HTTPException, OSError) as error:
        raise TransportError(_name(error)) from None


def _chunk(response: HTTPResponse) -> bytes:
    with _translated():
        return response.read1(_CHUNK)  # what is there: a wait for more could lose it


def _whole(response: HTTPResponse) -> bytes:
    with _translated():
        return response.read()


def lower(headers: Message) -> dict[str, str]:
    """Headers by lower-case name."""
    return {name.lower(): value for name, value in headers.items()}
