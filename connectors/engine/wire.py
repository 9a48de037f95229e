"""Connections to one server over HTTP, kept open and used again. No retries, no redirects, no meaning.

The standard library's client is all that is needed, at half of what a larger one costs for each page.
"""

from __future__ import annotations

import select
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Final
from urllib.parse import quote, urlsplit

_CONNECT_SECONDS: Final = 10.0
_IN_A_PATH: Final = "/:@!$&'()*+,;=~%"
# told before the request is anything but bytes: an answer must come as it is, and servers know who asks
_ALWAYS: Final = (("User-Agent", "duowang-connectors"), ("Accept-Encoding", "identity"))


class Wire:
    """The connections to one server. Thread-safe. Certificates and host names are verified."""

    def __init__(self, base: str, *, kept: int) -> None:
        url = urlsplit(base)
        self._host, self._port, self._prefix = url.hostname or "", url.port, url.path
        self._tls = ssl.create_default_context() if url.scheme == "https" else None
        self._kept = kept
        self._idle: list[HTTPConnection] = []

    @contextmanager
    def asked(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, seconds: float
    ) -> Iterator[HTTPResponse]:
        """Send one request and give the response, whose body is still to be read.

        `target` is path and query, the query encoded. `seconds` limits each wait for bytes. Raises OSError or
        HTTPException. The connection is kept when the body was read to its end.
        """
        connection = self._connected(seconds)
        try:
            connection.request(method, self._encoded(target), body or None, dict(_ALWAYS) | dict(headers))
            response = connection.getresponse()
            yield response
            if response.length == 0:
                response.close()
        except BaseException:
            connection.close()
            raise
        # the rest of an answer must not stand before the next one
        if response.isclosed() and connection.sock is not None and len(self._idle) < self._kept:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Close the connections that are kept."""
        while self._idle:
            self._idle.pop().close()

    def _connected(self, seconds: float) -> HTTPConnection:
        connection = self._living() or self._new(seconds)
        connection.sock.settimeout(seconds)
        return connection

    def _living(self) -> HTTPConnection | None:
        """A kept connection on which nothing stands to be read: the server has neither closed nor spoken."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            poll = select.poll()
            poll.register(connection.sock, select.POLLIN)
            if not poll.poll(0):
                return connection
            connection.close()

    def _new(self, seconds: float) -> HTTPConnection:
        patience = min(seconds, _CONNECT_SECONDS)
        connection = (
            HTTPConnection(self._host, self._port, patience)
            if self._tls is None
            else HTTPSConnection(self._host, self._port, timeout=patience, context=self._tls)
        )
        try:
            connection.connect()
        except BaseException:
            connection.close()
            raise
        return connection

    def _encoded(self, target: str) -> str:
        path, mark, query = target.partition("?")
        return quote(self._prefix + path, safe=_IN_A_PATH) + mark + query
