"""A small HTTP server whose answers a test writes itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.local_server import kept_running


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """An answer to send. `cut` ends the connection after so many bytes of the body (-1: before anything)."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


@contextmanager
def serving(answer: Callable[[Asked], Answer]) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1 and yield the base address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            given = answer(Asked(self.command, self.path, headers, self.rfile.read(size)))
            if given.cut == -1:
                self.close_connection = True
                return
            self.send_response(given.status)
            told = {
                "Content-Type": "application/json",
                "Content-Length": str(len(given.body)),
            } | given.headers
            for name, value in told.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(given.body if given.cut is None else given.body[: given.cut])
            self.close_connection = given.cut is not None

        do_GET = do_POST = handle_one  # noqa: N815 - the names the standard library looks for

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    with kept_running(server):
        yield f"http://127.0.0.1:{server.server_address[1]}"
