"""xiangcun keeps to its guide."""

from __future__ import annotations

import csv
import hashlib
import io
import random
import zipfile
from itertools import pairwise
from pathlib import Path

import requests

from sandbox.platforms.xiangcun.drops import latest_issue, reissue
from sandbox.server import Connections, Limits, running
from tests.support.platform_clients import xiangcun_get
from tests.support.tiny_store import make_store, villagers

DAY = "2024-11-18"
ARCHIVE = f"{DAY}/xc_20241118.zip"


def test_another_password_is_401(tiny: Connections) -> None:
    answer = requests.get(f"{tiny['xiangcun']['host']}/index.json", auth=("hub", "x"), timeout=10)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


def test_the_index_lists_the_days_kept(tiny: Connections) -> None:
    assert xiangcun_get(tiny["xiangcun"], "index.json").json() == {"days": [DAY], "retainDays": 30}
    assert xiangcun_get(tiny["xiangcun"], "2024-11-17/manifest.json").status_code == 404


def test_the_manifest_tells_bytes_checksums_and_rows(tiny: Connections) -> None:
    manifest = xiangcun_get(tiny["xiangcun"], f"{DAY}/manifest.json").json()
    content = xiangcun_get(tiny["xiangcun"], ARCHIVE).content
    assert (manifest["day"], manifest["issued"], manifest["archive"]) == (DAY, 1, "xc_20241118.zip")
    assert (manifest["bytes"], manifest["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    rows = {file["name"]: file["rows"] for file in manifest["files"]}
    assert (rows["村民.csv"], rows["荣誉.csv"], rows["屯.csv"]) == (40, 1, 0)
    with zipfile.ZipFile(io.BytesIO(content), metadata_encoding="gbk") as packed:
        for file in manifest["files"]:
            assert hashlib.sha256(packed.read(file["name"])).hexdigest() == file["sha256"]


def test_names_in_the_zip_are_gbk_without_the_utf8_flag(tiny: Connections) -> None:
    content = xiangcun_get(tiny["xiangcun"], ARCHIVE).content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert all(not info.flag_bits & 0x800 for info in packed.infolist())
    assert "村民.csv".encode("gbk") in content


def test_files_are_gb18030_crlf_csv_with_quoted_line_breaks(tiny: Connections) -> None:
    content = xiangcun_get(tiny["xiangcun"], ARCHIVE).content
    with zipfile.ZipFile(io.BytesIO(content), metadata_encoding="gbk") as packed:
        text = packed.read("荣誉.csv").decode("gb18030")
    assert '"乡贤,""带头""\r\n人"' in text
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows[0]["称号"] == '乡贤,"带头"\r\n人'
    assert text.endswith("\r\n")


def test_byte_ranges_resume_a_download(tiny: Connections) -> None:
    whole = xiangcun_get(tiny["xiangcun"], ARCHIVE)
    etag, size = whole.headers["ETag"], len(whole.content)
    part = xiangcun_get(tiny["xiangcun"], ARCHIVE, Range="bytes=100-", If_Range=etag)
    assert (part.status_code, part.content) == (206, whole.content[100:])
    assert part.headers["Content-Range"] == f"bytes 100-{size - 1}/{size}"
    some = xiangcun_get(tiny["xiangcun"], ARCHIVE, Range="bytes=5-9")
    assert (some.status_code, some.content) == (206, whole.content[5:10])
    tail = xiangcun_get(tiny["xiangcun"], ARCHIVE, Range="bytes=-7")
    assert tail.content == whole.content[-7:]


def test_another_etag_or_a_range_past_the_end_is_not_a_part(tiny: Connections) -> None:
    whole = xiangcun_get(tiny["xiangcun"], ARCHIVE)
    other = xiangcun_get(tiny["xiangcun"], ARCHIVE, Range="bytes=100-", If_Range='"other"')
    assert (other.status_code, other.content) == (200, whole.content)
    beyond = xiangcun_get(tiny["xiangcun"], ARCHIVE, Range=f"bytes={len(whole.content)}-")
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole.content)}"


def test_long_downloads_break_and_can_be_resumed(tiny_home: Path) -> None:
    with running(tiny_home, limits=Limits(break_bytes=600)) as connections:
        conn = connections["xiangcun"]
        manifest = xiangcun_get(conn, f"{DAY}/manifest.json").json()
        assert manifest["bytes"] > 1200
        got, breaks = b"", 0
        while len(got) < manifest["bytes"]:
            with requests.get(
                f"{conn['host']}/{ARCHIVE}",
                auth=(conn["login"], conn["password"]),
                headers={"Range": f"bytes={len(got)}-"},
                stream=True,
                timeout=10,
            ) as answer:
                got += _read_until_broken(answer)
            breaks += len(got) < manifest["bytes"]
    assert breaks >= 1
    assert hashlib.sha256(got).hexdigest() == manifest["sha256"]


def _read_until_broken(answer: requests.Response) -> bytes:
    got = b""
    try:
        for block in answer.iter_content(64):
            got += block
    except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
        return got
    return got


def test_headers_change_their_order_and_a_total_row_may_end_a_file(tmp_path: Path) -> None:
    headers: set[str] = set()
    totals: set[bool] = set()
    for day in range(1, 9):
        make_store(tmp_path / str(day), villagers(4), virtual_day=f"2024-11-{day:02d}")
        with running(tmp_path / str(day)) as connections:
            name = f"2024-11-{day:02d}/xc_202411{day:02d}.zip"
            content = xiangcun_get(connections["xiangcun"], name).content
        with zipfile.ZipFile(io.BytesIO(content), metadata_encoding="gbk") as packed:
            lines = packed.read("村民.csv").decode("gb18030").split("\r\n")[:-1]
        headers.add(lines[0])
        totals.add(lines[-1].startswith("合计"))
        assert len(lines) == 5 + lines[-1].startswith("合计")
    assert len(headers) > 1
    assert totals == {True, False}


def test_a_day_issued_again_has_another_checksum_and_the_same_records(tmp_path: Path) -> None:
    make_store(tmp_path, villagers(10))
    with running(tmp_path) as connections:
        conn = connections["xiangcun"]
        first = xiangcun_get(conn, f"{DAY}/manifest.json").json()
        etag = xiangcun_get(conn, ARCHIVE).headers["ETag"]
        former = latest_issue(tmp_path / "drops" / DAY)
        reissue(former, tmp_path / "drops")
        second = xiangcun_get(conn, f"{DAY}/manifest.json").json()
        resumed = xiangcun_get(conn, ARCHIVE, Range="bytes=10-", If_Range=etag)
    assert (first["issued"], second["issued"]) == (1, 2)
    assert first["sha256"] != second["sha256"]
    assert resumed.status_code == 200
    again = latest_issue(tmp_path / "drops" / DAY)
    ids = [
        {row["村民编号"] for row in t.rows} for i in (former, again) for t in i.tables() if t.name == "村民"
    ]
    assert ids[0] == ids[1]


def test_ranges_of_any_cut_join_to_the_whole(tiny: Connections) -> None:
    whole = xiangcun_get(tiny["xiangcun"], ARCHIVE).content
    cuts = sorted(random.Random(3).sample(range(1, len(whole)), 5))
    edges = [0, *cuts, len(whole)]
    parts = [
        xiangcun_get(tiny["xiangcun"], ARCHIVE, Range=f"bytes={a}-{b - 1}").content
        for a, b in pairwise(edges)
    ]
    assert b"".join(parts) == whole
