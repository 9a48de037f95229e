"""Fetching a file whose connection breaks: each attempt goes on where the last one ended.

The bytes stay in memory: they hold fields that policy lets into no file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from connectors.engine.session import Session
from connectors.engine.transport import Reply, Request, Transport, TransportError, lower
from connectors.engine.verdict import Judgement, final, ok, retry

_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class Download:
    """One file being fetched."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._content = bytearray()
        self._etag = ""
        self._size: int | None = None
        self._best = 0
        self._whole = False

    def fetch(self, session: Session, request: Request, place: str) -> bytes:
        """Fetch the whole file. Raises a named failure."""
        return session.ask(request, self._judge, place, send=self._send)

    def _send(self, request: Request, seconds: float) -> Reply:
        self._whole = False
        headers = dict(request.headers)
        if self._content and self._etag:
            headers |= {"Range": f"bytes={len(self._content)}-", "If-Range": self._etag}
        with self._transport.opened(replace(request, headers=headers), seconds) as response:
            told = lower(response.headers)
            if response.status not in (200, 206) or "text/html" in told.get("content-type", ""):
                return Reply(response.status, told, self._transport.read(response, seconds))
            self._place(response.status, told)
            try:
                self._transport.read(response, seconds, self._content)
            except TransportError:
                response.close()
                return Reply(response.status, told, b"")
            self._whole = True
            return Reply(response.status, told, b"")

    def _place(self, status: int, headers: Mapping[str, str]) -> None:
        """Make the content ready for what follows: kept if the answer goes on with it, else emptied."""
        etag = headers.get("etag", "")
        part = _RANGE.fullmatch(headers.get("content-range", "")) if status == 206 else None
        goes_on = part is not None and int(part[1]) == len(self._content) and etag in ("", self._etag)
        if not goes_on:
            self._content.clear()
        self._etag = self._etag if goes_on else ("" if etag.startswith("W/") else etag)
        length = headers.get("content-length", "")
        if part is not None:
            self._size = int(part[3]) if part[3].isdigit() else None
        else:
            self._size = int(length) if length.isdigit() else None
        if status == 206 and not goes_on:
            self._etag, self._size = "", -1  # a part that does not fit: begin anew

    def _judge(self, reply: Reply) -> Judgement[bytes]:
        if reply.status == 404:
            return final("the archive is not there (404)")
        if reply.status not in (200, 206):
            self._content.clear()
            return retry(f"unexpected status {reply.status}")
        if self._size == len(self._content) or (self._size is None and self._whole):
            return ok(bytes(self._content))
        reason = f"the download broke off at byte {len(self._content)}"
        if self._size is not None and len(self._content) > self._size:
            self._content.clear()
        # only bytes never had before are progress: a server that cannot resume must not be asked for ever
        progressed = len(self._content) > self._best
        self._best = max(self._best, len(self._content))
        judgement: Judgement[bytes] = retry(reason)
        return replace(judgement, progressed=progressed)
