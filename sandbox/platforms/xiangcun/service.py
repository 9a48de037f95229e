"""The routes of xiangcun: the index of days, a day's manifest, and its archive in byte ranges."""

from __future__ import annotations

import base64
import hmac
import re
import threading
from dataclasses import replace
from typing import Any

from sandbox.faults.answers import WIRE_FAULTS, spoil
from sandbox.faults.dice import chance, number
from sandbox.platforms.context import Context
from sandbox.platforms.guide import BASE_PATHS
from sandbox.platforms.wire import FileSlice, Mishap, Request, Response, as_html, as_json
from sandbox.platforms.xiangcun.archive import Issue
from sandbox.platforms.xiangcun.drops import RETAIN_DAYS
from sandbox.platforms.xiangcun.ranges import UnsatisfiableError, requested
from sandbox.platforms.xiangcun.view import DropView

_BASE = BASE_PATHS["xiangcun"]
_PATH = re.compile(r"/(\d{4}-\d{2}-\d{2})/([^/]+)")
_ZIP = "application/zip"
_JSON_FAULTS = WIRE_FAULTS - {"broken_download"}
_ARCHIVE_FAULTS = (WIRE_FAULTS - {"truncated_json"}) | {"corrupt_archive"}


class Xiangcun:
    """The platform 数字乡村."""

    def __init__(self, context: Context) -> None:
        self.clock = context.clock
        self._context = context
        self._view = DropView(context.home / "drops", context.plan)
        self._downloads = 0
        self._lock = threading.Lock()
        token = base64.b64encode(f"{context.account.login}:{context.account.password}".encode()).decode()
        self._authorization = f"Basic {token}".encode()

    def close(self) -> None:
        """Remove what was made for this server only."""
        self._view.close()

    def answer(self, request: Request) -> Response:
        """Return the response to one request."""
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._authorization):
            return as_html(401, "401 Authorization Required", (("WWW-Authenticate", 'Basic realm="export"'),))
        if request.method not in ("GET", "HEAD"):
            return as_html(405, "405 Not Allowed", (("Allow", "GET, HEAD"),))
        if request.path == f"{_BASE}/index.json":
            return self._index()
        match = _PATH.fullmatch(request.path.removeprefix(_BASE))
        issue = self._view.issue(match[1]) if match else None
        if match is None or issue is None:
            return as_html(404, "404 Not Found")
        if match[2] == "manifest.json":
            return self._manifest(match[1], issue)
        return (
            self._archive(request, match[1], issue)
            if match[2] == issue.archive.name
            else as_html(404, "404 Not Found")
        )

    def _index(self) -> Response:
        fault = self._draw("index", _JSON_FAULTS | {"late_drop"})
        days = self._view.days()
        answer = as_json({"days": days[:-1] if fault == "late_drop" else days, "retainDays": RETAIN_DAYS})
        return self._sent(answer, fault, "index")

    def _manifest(self, day: str, issue: Issue) -> Response:
        key = f"manifest|{day}"
        fault = self._draw(key, _JSON_FAULTS | {"wrong_checksum"})
        manifest = issue.manifest
        if fault == "wrong_checksum":
            manifest = _with_wrong_checksum(manifest, number(self._context.plan.seed, key))
        return self._sent(as_json(manifest), fault, key)

    def _archive(self, request: Request, day: str, issue: Issue) -> Response:
        etag = f'"{issue.manifest["sha256"][:20]}"'
        headers = (("ETag", etag), ("Accept-Ranges", "bytes"))
        if request.headers.get("if-none-match") == etag:
            return Response(304, b"", _ZIP, headers)
        size = int(issue.manifest["bytes"])
        wanted = request.headers.get("range")
        if request.headers.get("if-range", etag) != etag:
            wanted = None
        try:
            part = requested(wanted, size)
        except UnsatisfiableError:
            return Response(416, b"", _ZIP, (*headers, ("Content-Range", f"bytes */{size}")))
        if part is None:
            response = Response(200, FileSlice(issue.archive, 0, size), _ZIP, headers)
        else:
            told = ("Content-Range", f"bytes {part.start}-{part.stop - 1}/{size}")
            piece = FileSlice(issue.archive, part.start, part.stop - part.start)
            response = Response(206, piece, _ZIP, (*headers, told))
        return self._delivered(request, response, day)

    def _delivered(self, request: Request, response: Response, day: str) -> Response:
        if request.method == "HEAD":
            return response
        self._view.downloaded(day)
        key = f"archive|{day}"
        fault = self._draw(key, _ARCHIVE_FAULTS)
        if fault == "corrupt_archive":
            response = _corrupted(response, number(self._context.plan.seed, key))
        if fault in WIRE_FAULTS:
            return self._sent(response, fault, key)
        return self._cut(response)

    def _cut(self, response: Response) -> Response:
        """Break the connection after some megabytes: how many differs from download to download."""
        with self._lock:
            self._downloads += 1
            dice = chance(self._context.plan.seed, "cut", self._downloads)
        most = int(self._context.break_bytes * (0.5 + dice))
        if response.length <= most:
            return response
        return replace(response, mishap=Mishap("reset" if dice < 0.5 else "close", most))

    def _draw(self, key: str, candidates: frozenset[str]) -> str | None:
        return self._context.draws.draw(None, key, candidates)

    def _sent(self, response: Response, fault: str | None, key: str) -> Response:
        if fault is None or fault not in WIRE_FAULTS:
            return response
        return spoil(response, fault, self._context.plan, key, self.clock.now())


def _with_wrong_checksum(manifest: dict[str, Any], dice: int) -> dict[str, Any]:
    """Return the manifest with another checksum for the archive or for one of its files."""
    if dice & 1:
        return {**manifest, "sha256": manifest["sha256"][::-1]}
    files = [dict(file) for file in manifest["files"]]
    wrong = files[dice % len(files)]
    wrong["sha256"] = wrong["sha256"][::-1]
    return {**manifest, "files": files}


def _corrupted(response: Response, dice: int) -> Response:
    piece = response.body
    if not isinstance(piece, FileSlice):
        return response
    with piece.path.open("rb") as source:
        source.seek(piece.offset)
        content = bytearray(source.read(piece.length))
    content[dice % len(content)] ^= 0x5A
    return replace(response, body=bytes(content))
