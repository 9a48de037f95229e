"""A threaded HTTP/1.1 server on 127.0.0.1: one thread a connection, kept alive, for one platform."""

from __future__ import annotations

import logging
import socket
import socketserver
import threading
from typing import Any, Protocol, cast

from sandbox.platforms.clock import Clock
from sandbox.platforms.parsing import BadRequestError, read_request
from sandbox.platforms.sending import send
from sandbox.platforms.wire import Request, Response

_log = logging.getLogger(__name__)
_IDLE_SECONDS = 75.0


class Platform(Protocol):
    """What a platform must be able to do to be served."""

    clock: Clock

    def answer(self, request: Request) -> Response:
        """Return the response to one request; called from many threads at once."""
        ...


class _Connection(socketserver.StreamRequestHandler):
    timeout = _IDLE_SECONDS
    disable_nagle_algorithm = True

    def handle(self) -> None:
        listener = cast(Listener, self.server)
        sock = cast(socket.socket, self.connection)
        try:
            while (request := read_request(cast(Any, self.rfile))) is not None:
                response = listener.platform.answer(request)
                if not send(sock, request, response, listener.platform.clock.now(), listener.closing):
                    return
        except (OSError, BadRequestError) as error:
            _log.debug("connection ended: %s", error)

    def finish(self) -> None:
        # a mishap has closed the socket already, and then there is nothing left to flush
        if self.connection.fileno() >= 0:
            super().finish()


class Listener(socketserver.ThreadingTCPServer):
    """Serves one platform on a port until closed; open connections are cut when it closes."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, platform: Platform, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Connection)
        self.platform = platform
        self.closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def start(self) -> None:
        """Begin to serve, in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """Stop serving and cut what is still open."""
        self.closing.set()
        self.shutdown()
        self.server_close()
        with self._lock:
            left = list(self._open)
        for sock in left:
            _cut(sock)
        self._thread.join(5)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, then hand it to its thread."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection and close it."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log an error in a platform's code; the client sees the connection end."""
        _log.exception("the platform failed on a request")


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError as error:
        _log.debug("already closed: %s", error)
