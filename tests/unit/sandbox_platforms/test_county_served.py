"""A whole generated county comes through the four platforms: each stream, each record, once."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sandbox.platforms.guide import CSV_COLUMNS, STREAMS
from sandbox.platforms.xiangcun.tables import parse
from sandbox.server import Connections
from tests.support.platform_clients import (
    chengguan_query,
    shequ_list,
    shequ_login,
    xiangcun_get,
    zongzhi_list,
    zongzhi_login,
)

ZONGZHI_IDS = dict(
    zip(
        STREAMS["zongzhi"],
        ("WGBH", "RYBH", "SJBH", "LZBH", "JFBH", "ZFBH", "CSBH", "GWBH", "RYBH2", "BMBH"),
        strict=True,
    )
)
CHENGGUAN_IDS = dict(
    zip(STREAMS["chengguan"], ("caseNo", "actionId", "componentCode", "unitGrid", "deptCode"), strict=True)
)
WIDE = {"begin": "1970-01-01 00:00:00", "end": "2037-01-01 00:00:00"}


def stored(home: Path, network: str, stream: str) -> list[str]:
    """The ids in the store in the platform's order."""
    sql = "select id from record where network = ? and stream = ? order by updated_ms, id"
    with closing(sqlite3.connect(home / "platforms.sqlite")) as db:
        return [row[0] for row in db.execute(sql, (network, stream))]


@pytest.mark.parametrize("stream", STREAMS["zongzhi"])
def test_zongzhi(sandbox_home: Callable[..., Path], platforms: Connections, stream: str) -> None:
    conn, found, number = platforms["zongzhi"], [], 1
    headers = zongzhi_login(conn)
    expected = stored(sandbox_home(), "zongzhi", stream)
    while len(found) < len(expected):
        page = zongzhi_list(conn, headers, stream, pageNum=number, pageSize=500, **WIDE).json()
        assert page["total"] == len(expected)
        found += [row[ZONGZHI_IDS[stream]] for row in page["rows"]]
        number += 1
    assert found == expected


@pytest.mark.parametrize("stream", STREAMS["chengguan"])
def test_chengguan(sandbox_home: Callable[..., Path], platforms: Connections, stream: str) -> None:
    data = chengguan_query(platforms["chengguan"], stream).json()["data"]
    found = [row[CHENGGUAN_IDS[stream]] for row in data["list"]]
    while data["hasMore"]:
        data = chengguan_query(platforms["chengguan"], stream, cursor=data["nextCursor"]).json()["data"]
        found += [row[CHENGGUAN_IDS[stream]] for row in data["list"]]
    assert found == stored(sandbox_home(), "chengguan", stream)
    assert data["count"] == len(found)


@pytest.mark.parametrize("stream", STREAMS["shequ"])
def test_shequ(sandbox_home: Callable[..., Path], platforms: Connections, stream: str) -> None:
    conn, found, number, pages = platforms["shequ"], [], 1, 1
    headers = shequ_login(conn)
    while number <= pages:
        result = shequ_list(conn, headers, stream, pageNo=number, pageSize=200).json()["result"]
        found += [record["id"] for record in result["records"]]
        number, pages = number + 1, result["pages"]
    assert found == stored(sandbox_home(), "shequ", stream)


def test_xiangcun(sandbox_home: Callable[..., Path], platforms: Connections) -> None:
    conn = platforms["xiangcun"]
    days = xiangcun_get(conn, "index.json").json()["days"]
    assert days == ["2024-11-18", "2024-11-19", "2024-11-20"]
    content = xiangcun_get(conn, f"{days[-1]}/xc_20241120.zip").content
    with zipfile.ZipFile(io.BytesIO(content), metadata_encoding="gbk") as packed:
        for name, columns in CSV_COLUMNS.items():
            rows = parse(name, packed.read(f"{name}.csv")).rows
            ids = sorted(stored(sandbox_home(), "xiangcun", name))
            assert sorted(row[columns[0]] for row in rows) == ids
