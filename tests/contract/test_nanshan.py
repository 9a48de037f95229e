"""nanshan, pulled from a small server that follows its guide (docs/add_a_network.md)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyarrow.parquet as pq
import pytest

from connectors.engine.connection import Connection
from connectors.engine.manifest import committed
from connectors.engine.report import StreamReport
from connectors.pull import pull_network
from connectors.reconcile import reconcile_network
from tests.support.local_server import kept_running
from tests.support.matters import BEGINNING, matter

KEY = "let-me-in"
NOW = datetime(2024, 11, 21, 4, tzinfo=UTC)
Row = dict[str, Any]
Answer = tuple[int, bytes, dict[str, str]]
Spoil = Callable[[int, bytes], Answer | None]


@dataclass
class District:
    """The platform. `spoil` may put another answer in place of a good one; status 0 breaks the connection."""

    rows: list[Row]
    spoil: Spoil = lambda number, body: None
    now: datetime = NOW
    asked: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, path: str, key: str | None) -> Answer:
        with self.lock:
            self.asked += 1
            number = self.asked
        if key != KEY:
            return 401, b'{"code":401,"message":"no such key"}', {}
        parts = urlsplit(path)
        assert parts.path == "/api/matters"
        body = self.page({name: values[0] for name, values in parse_qs(parts.query).items()})
        return self.spoil(number, body) or (200, body, {})

    def page(self, query: dict[str, str]) -> bytes:
        begin, end = query.get("updated_from"), query.get("updated_to")
        wanted = [row for row in self.rows if begin is None or within(row["updated_at"], begin, end)]
        wanted.sort(key=lambda row: (row["updated_at"] or "", row["matter_id"]))
        page, size = int(query["page"]), int(query["size"])
        assert size <= 200
        items = wanted[(page - 1) * size : page * size]
        return json.dumps({"code": 0, "total": len(wanted), "items": items}, ensure_ascii=False).encode()


def within(updated_at: str | None, begin: str, end: str | None) -> bool:
    if updated_at is None:
        return False
    at = datetime.fromisoformat(updated_at)
    return datetime.fromisoformat(begin) <= at and (end is None or at < datetime.fromisoformat(end))


@contextmanager
def serving(district: District) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, body, headers = district.answer(self.path, self.headers.get("X-Api-Key"))
            if not status:
                self.close_connection = True
                return
            self.send_response_only(status)
            self.send_header("Date", format_datetime(district.now, usegmt=True))
            for name, value in ({"Content-Type": "application/json"} | headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    with kept_running(server):
        yield f"http://127.0.0.1:{server.server_address[1]}"


def connection(url: str, key: str = KEY) -> Connection:
    return Connection("nanshan", url, "", key, {"rate_scale": 200, "patience_seconds": 20})


def pull(url: str, landing: Path, key: str = KEY) -> StreamReport:
    return pull_network("nanshan", connection(url, key), landing).streams[0]


def landed(landing: Path) -> list[Row]:
    rows: list[Row] = []
    for manifest in committed(landing, "nanshan", "matters"):
        for file in manifest.files:
            rows += pq.ParquetFile(manifest.folder / file.name).read().to_pylist()
    return rows


def test_every_matter_is_landed_once_as_it_came(tmp_path: Path) -> None:
    with serving(District([matter(n) for n in range(450)])) as url:
        report = pull(url, tmp_path)
    rows = landed(tmp_path)
    assert (report.status, report.landed, len(rows)) == ("ok", 450, 450)
    assert {row["matter_id"] for row in rows} == {f"NS{n:06d}" for n in range(450)}
    first = next(row for row in rows if row["_record_id"] == "NS000007")
    assert (first["lng"], first["is_published"], first["place"]) == ("125.3", "false", None)
    assert first["_updated_at"] == BEGINNING + timedelta(seconds=7)


def test_more_matters_than_a_page_in_one_second_are_all_landed(tmp_path: Path) -> None:
    at = BEGINNING.isoformat()
    with serving(District([matter(n, updated_at=at) for n in range(430)])) as url:
        assert pull(url, tmp_path).landed == 430


def test_the_next_pull_asks_for_what_is_new_and_for_the_look_back(tmp_path: Path) -> None:
    district = District([matter(n) for n in range(10)])
    with serving(district) as url:
        pull(url, tmp_path)
        late = (NOW + timedelta(hours=3)).isoformat()
        district.rows.append(matter(11, updated_at=late, is_published=True, status="PUBLISHED"))
        district.now = NOW + timedelta(hours=4)
        report = pull(url, tmp_path)
    assert report.status == "ok"
    assert {row["_record_id"] for row in landed(tmp_path)} >= {"NS000009", "NS000011"}


def page_with(body: bytes, **changes: Callable[[Any], Any]) -> Answer:
    page = json.loads(body)
    return 200, json.dumps(page | {name: change(page[name]) for name, change in changes.items()}).encode(), {}


FAULTS: dict[str, Callable[[bytes, bytes], Answer]] = {
    "the connection breaks": lambda body, before: (0, b"", {}),
    "a server error with a page": lambda body, before: (
        503,
        b"<html>wait</html>",
        {"Content-Type": "text/html"},
    ),
    "a maintenance page as 200": lambda body, before: (
        200,
        b"<html>wait</html>",
        {"Content-Type": "text/html"},
    ),
    "slow down": lambda body, before: (429, b'{"code":429}', {"Retry-After": "0"}),
    "an error code as 200": lambda body, before: (200, b'{"code":500,"total":0,"items":[]}', {}),
    "truncated JSON": lambda body, before: (200, body[: len(body) // 2], {}),
    "items are null": lambda body, before: page_with(body, items=lambda items: None),
    "an empty page": lambda body, before: page_with(body, items=lambda items: []),
    "a short page": lambda body, before: page_with(body, items=lambda items: items[:-1]),
    "a record twice": lambda body, before: page_with(body, items=lambda items: [*items[:-1], *items[:1]]),
    "the page before": lambda body, before: (200, before, {}),
    "a total too high": lambda body, before: page_with(body, total=lambda total: total + 2),
    "a total too low": lambda body, before: page_with(body, total=lambda total: max(0, total - 2)),
}


def now_and_then(every: int, faults: Sequence[Callable[[bytes, bytes], Answer]]) -> Spoil:
    """Spoil one of so many answers, by each of the faults in turn."""
    before = [b""]

    def spoil(number: int, body: bytes) -> Answer | None:
        former, before[0] = before[0] or body, body
        return None if number % every else faults[number // every % len(faults)](body, former)

    return spoil


@pytest.mark.parametrize("every", [3, 7])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_now_and_then_costs_no_matter(fault: str, every: int, tmp_path: Path) -> None:
    district = District([matter(n) for n in range(1100)], now_and_then(every, [FAULTS[fault]]))
    with serving(district) as url:
        report = pull(url, tmp_path)
    assert district.asked >= every, "the fault was never shown"
    assert (report.status, report.landed) == ("ok", 1100), report.error
    assert {row["matter_id"] for row in landed(tmp_path)} == {row["matter_id"] for row in district.rows}


def test_faults_that_come_together_cost_no_matter(tmp_path: Path) -> None:
    district = District([matter(n) for n in range(2300)], now_and_then(2, list(FAULTS.values())))
    with serving(district) as url:
        report = pull(url, tmp_path)
    assert (report.status, report.landed) == ("ok", 2300), report.error
    assert district.asked > 20


def test_a_reconciliation_finds_what_is_gone_and_what_has_no_time(tmp_path: Path) -> None:
    district = District([matter(n) for n in range(5)])
    with serving(district) as url:
        pull(url, tmp_path)
        district.rows = [*district.rows[1:], matter(9, updated_at=None)]
        report = reconcile_network("nanshan", connection(url), tmp_path).streams[0]
    assert report.status == "ok", report.error
    found = {row["_record_id"]: row["_is_tombstone"] for row in landed(tmp_path)[5:]}
    assert found == {"NS000000": True, "NS000009": False}


def test_a_wrong_key_is_a_named_failure_and_lands_nothing(tmp_path: Path) -> None:
    district = District([matter(1)])
    with serving(district) as url:
        report = pull(url, tmp_path, key="wrong")
    assert report.status == "failed"
    assert "refused" in str(report.error)
    assert "wrong" not in str(report.error)
    assert (landed(tmp_path), district.asked) == ([], 1)
