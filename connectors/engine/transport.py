"""One HTTP exchange: bytes out, bytes in, with limits on time and size. No retries, no meaning."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

import urllib3
from urllib3.exceptions import HTTPError

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
        self._base = base
        self._most_bytes = most_bytes
        self._pool = urllib3.PoolManager(maxsize=connections, block=False, retries=False)

    def exchange(self, request: Request, seconds: float) -> Reply:
        """Send one request and read the whole answer. `seconds` limits each wait for bytes.

        The whole may take ten times that. Raises TransportError.
        """
        with self.opened(request, seconds) as response:
            body = self.read(response, seconds)
            return Reply(response.status, lower(response.headers), body)

    @contextmanager
    def opened(self, request: Request, seconds: float) -> Iterator[urllib3.BaseHTTPResponse]:
        """Send one request and give the response, whose body is still to be read. Raises TransportError."""
        url = self._base + request.path
        if request.query:
            url += "?" + encode_query(request.query)
        with _translated():
            response = self._pool.request(
                request.method,
                url,
                body=request.body or None,
                headers=dict(request.headers),
                timeout=urllib3.Timeout(connect=min(seconds, 10.0), read=seconds),
                redirect=False,
                preload_content=False,
            )
            try:
                yield response
            except BaseException:
                response.close()  # the rest of a broken answer must not stand before the next one
                raise
            response.release_conn()

    def read(
        self, response: urllib3.BaseHTTPResponse, seconds: float, into: bytearray | None = None
    ) -> bytes:
        """Read a body; `into` keeps what came even when the rest does not. Raises TransportError."""
        length = response.headers.get("content-length", "")
        if into is None and length.isdigit() and int(length) <= self._most_bytes:
            return _whole(response)
        deadline = time.monotonic() + 10 * seconds
        body = bytearray() if into is None else into
        while chunk := _chunk(response):
            body += chunk
            if len(body) > self._most_bytes:
                raise TransportError(f"the answer is larger than {self._most_bytes} bytes")
            if time.monotonic() > deadline and into is None:
                raise TransportError("the answer never ends")
        return bytes(body) if into is None else b""

    def close(self) -> None:
        """Close every connection."""
        self._pool.clear()


def encode_query(query: tuple[tuple[str, str], ...]) -> str:
    """Encode a query by RFC 3986."""
    return "&".join(f"{quote(name, safe='-._~')}={quote(value, safe='-._~')}" for name, value in query)


def _name(error: HTTPError) -> str:
    kinds = {
        "ReadTimeoutError": "time-out while reading",
        "ConnectTimeoutError": "time-out while connecting",
        "NewConnectionError": "connection refused",
        "ProtocolError": "connection broken",
        "IncompleteRead": "body cut short",
        "DecodeError": "body cannot be decompressed",
    }
    return kinds.get(type(error).__name__, f"connection failed ({type(error).__name__})")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except HTTPError as error:
        raise TransportError(_name(error)) from None
    except OSError as error:
        raise TransportError(f"connection failed ({type(error).__name__})") from None


def _chunk(response: urllib3.BaseHTTPResponse) -> bytes:
    with _translated():
        return response.read1(_CHUNK)  # what is there: a wait for more could lose it


def _whole(response: urllib3.BaseHTTPResponse) -> bytes:
    with _translated():
        return response.read()


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers by lower-case name."""
    return {name.lower(): value for name, value in headers.items()}
