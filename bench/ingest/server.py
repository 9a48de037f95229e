"""The platform of the benchmark, in a process of its own: pages are slices of a text made ahead.

`python -m bench.ingest.server --records 500000 --latency 0.05` prints its port when it is ready.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from bench.ingest.records import LOCAL, MAKERS, Feed, feed

_ALWAYS = 1 << 40


class Platform(ThreadingHTTPServer):
    """Serves the feeds on a free port of the loopback."""

    daemon_threads = True

    def __init__(self, feeds: Mapping[str, Feed], latency: float) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.feeds, self.latency = feeds, latency


class Handler(BaseHTTPRequestHandler):
    """Answers a login, and lists by page number within a window of update times."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Platform

    def do_POST(self) -> None:
        """Log in."""
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self._answer(b'{"code":200,"token":"bench"}')

    def do_GET(self) -> None:
        """Give a page."""
        where = urlsplit(self.path)
        query = dict(parse_qsl(where.query))
        feed = self.server.feeds[where.path.split("/")[2]]
        start = _seconds(query.get("params[beginTime]"), -_ALWAYS)
        end = _seconds(query.get("params[endTime]"), _ALWAYS)
        self._answer(feed.page(start, end, int(query["pageNum"]), int(query["pageSize"])))

    def log_message(self, *about: object) -> None:
        """Say nothing."""

    def _answer(self, body: bytes) -> None:
        time.sleep(self.server.latency)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _seconds(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    return int((datetime.fromisoformat(text).replace(tzinfo=UTC) - LOCAL).timestamp())


def main() -> None:
    """Make the records, say where they are, and serve until stopped."""
    options = argparse.ArgumentParser()
    options.add_argument("--records", type=int, default=500_000)
    options.add_argument("--latency", type=float, default=0.0)
    given = options.parse_args()
    count = given.records // len(MAKERS)
    platform = Platform({stream: feed(stream, count) for stream in MAKERS}, given.latency)
    print(platform.server_port, flush=True)
    platform.serve_forever()


if __name__ == "__main__":
    main()
