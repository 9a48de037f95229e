"""Faults of the daily drop: broken downloads, wrong checksums, days missing, late or issued again."""

from __future__ import annotations

import hashlib
import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.faults.records import NEW_FIELD
from sandbox.platforms.xiangcun.drops import build_drop
from sandbox.server import Connections, running
from tests.support.platform_clients import xiangcun_get
from tests.support.tiny_store import make_store, villagers

DAYS = [f"2024-11-{day}" for day in range(18, 24)]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with six days of drops."""
    home = make_store(tmp_path_factory.mktemp("week"), villagers(40))
    for day in DAYS:
        with closing(sqlite3.connect(home / "platforms.sqlite")) as db, db:
            db.execute("update meta set value = ? where key = 'virtual_day'", (day,))
        build_drop(home)
    return home


def manifest(connections: Connections, day: str = DAYS[-1]) -> dict[str, Any]:
    return dict(xiangcun_get(connections["xiangcun"], f"{day}/manifest.json").json())


def archive(connections: Connections, day: str = DAYS[-1], **headers: str) -> requests.Response:
    return xiangcun_get(connections["xiangcun"], f"{day}/xc_{day.replace('-', '')}.zip", **headers)


def villager_rows(content: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content), metadata_encoding="gbk") as packed:
        return [line.split(",") for line in packed.read("村民.csv").decode("gb18030").split("\r\n")[:-1]]


def test_a_drop_is_built_for_each_day_and_some_day_is_issued_again(week: Path) -> None:
    with running(week) as connections:
        assert xiangcun_get(connections["xiangcun"], "index.json").json()["days"] == DAYS
        issued = [manifest(connections, day)["issued"] for day in DAYS]
    assert set(issued) == {1, 2}
    assert issued[-1] == 1


def test_a_download_breaks_and_a_byte_is_wrong_at_first(week: Path) -> None:
    with running(week, faults="corrupt_archive") as connections:
        sums = [hashlib.sha256(archive(connections).content).hexdigest() for _ in range(4)]
        expected = manifest(connections)["sha256"]
    assert [found == expected for found in sums] == [False, False, False, True]
    with running(week, faults="broken_download") as connections:
        for _ in range(3):
            with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
                archive(connections)
        assert len(archive(connections).content) == manifest(connections)["bytes"]


def test_a_checksum_in_the_manifest_is_wrong_at_first(week: Path) -> None:
    with running(week, faults="wrong_checksum") as connections:
        manifests = [manifest(connections) for _ in range(5)]
    assert manifests[3] == manifests[4]
    assert all(wrong != manifests[4] for wrong in manifests[:3])


def test_the_newest_day_is_late_and_other_days_are_missing(week: Path) -> None:
    with running(week, faults="late_drop") as connections:
        days = [xiangcun_get(connections["xiangcun"], "index.json").json()["days"] for _ in range(4)]
    assert days == [DAYS[:-1]] * 3 + [DAYS]
    with running(week, faults="missing_drop:0.5") as connections:
        left = xiangcun_get(connections["xiangcun"], "index.json").json()["days"]
        gone = [day for day in DAYS if day not in left]
        assert gone
        assert left[-1] == DAYS[-1]
        assert xiangcun_get(connections["xiangcun"], f"{gone[0]}/manifest.json").status_code == 404


def test_a_day_is_issued_again_between_manifest_and_download(week: Path) -> None:
    with running(week, faults="reissued_drop") as connections:
        before = manifest(connections)
        first = archive(connections)
        after = manifest(connections)
        resumed = archive(connections, Range="bytes=10-", If_Range=first.headers["ETag"])
    assert hashlib.sha256(first.content).hexdigest() == before["sha256"]
    assert (before["issued"], after["issued"]) == (1, 2)
    assert resumed.status_code == 200
    assert hashlib.sha256(resumed.content).hexdigest() == after["sha256"]


def test_one_file_stays_broken_while_the_others_are_whole(week: Path) -> None:
    with running(week, faults="bad_file") as connections:
        told, content = manifest(connections), archive(connections).content
    assert hashlib.sha256(content).hexdigest() == told["sha256"]
    with zipfile.ZipFile(io.BytesIO(content), metadata_encoding="gbk") as packed:
        wrong = [
            file["name"]
            for file in told["files"]
            if hashlib.sha256(packed.read(file["name"])).hexdigest() != file["sha256"]
        ]
    assert len(wrong) == 1


def test_rows_stand_twice_or_hold_something_new_and_the_manifest_fits(week: Path) -> None:
    with running(
        week, faults="repeated_row:0.2,new_field:0.2,blank_field:0.2,retyped_field:0.1"
    ) as connections:
        told, content = manifest(connections), archive(connections).content
    rows = villager_rows(content)
    counted = next(file["rows"] for file in told["files"] if file["name"] == "村民.csv")
    assert counted > 40
    assert len(rows) - 1 - (rows[-1][0] == "合计") == counted
    assert NEW_FIELD in rows[0]
    assert any("#N/A" in row for row in rows)


def test_a_column_is_missing_from_a_file(week: Path) -> None:
    with running(week, faults="missing_field@xiangcun.村民") as connections:
        header = villager_rows(archive(connections).content)[0]
    assert len(header) == 10
    assert "村民编号" in header


def test_a_drop_built_meanwhile_is_served_at_once(week: Path, tmp_path: Path) -> None:
    home = make_store(tmp_path, villagers(3))
    with running(home) as connections:
        assert xiangcun_get(connections["xiangcun"], "index.json").json()["days"] == ["2024-11-18"]
        with closing(sqlite3.connect(home / "platforms.sqlite")) as db, db:
            db.execute("update meta set value = '2024-12-30' where key = 'virtual_day'")
        build_drop(home)
        assert xiangcun_get(connections["xiangcun"], "index.json").json()["days"] == ["2024-12-30"]
