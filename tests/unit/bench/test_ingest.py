"""The benchmark's platform lists every record, and the connectors land each of them as it was listed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pytest

from bench.ingest.records import MAKERS, feed
from bench.ingest.server import Platform
from bench.ingest.ways import dropped, ours

COUNT = 1_200


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    platform = Platform({stream: feed(stream, COUNT) for stream in MAKERS}, 0.0)
    thread = threading.Thread(target=platform.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{platform.server_port}"
    platform.shutdown()
    thread.join()
    platform.server_close()


def test_pages_are_whole_and_join() -> None:
    records = feed("event", 7)
    pages = [orjson.loads(records.page(0, 1 << 40, number, 3)) for number in (1, 2, 3, 4)]
    assert [row for page in pages for row in page["rows"]] == [MAKERS["event"](n) for n in range(7)]
    assert {page["total"] for page in pages} == {7}
    assert orjson.loads(records.page(0, 1, 1, 3)) == {"total": 0, "rows": [], "code": 200, "msg": "ok"}


def test_the_connectors_land_what_is_listed(base: str, tmp_path: Path) -> None:
    assert ours(base, tmp_path)() == dropped(base, tmp_path)() == COUNT * len(MAKERS)
    rows = pq.read_table(next(tmp_path.glob("zongzhi/event/*/*.parquet"))).sort_by("SJBH")
    assert rows["JD"].to_pylist() == [str(MAKERS["event"](number)["JD"]) for number in range(COUNT)]
    assert "MZDM" not in pq.read_schema(next(tmp_path.glob("zongzhi/population/*/*.parquet"))).names
