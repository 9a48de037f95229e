"""A hand-filled store of the platforms: a few records per stream, each with all the fields a test needs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

SHANGHAI = timezone(timedelta(hours=8))
FIRST = datetime(2024, 11, 1, 8, 0, tzinfo=SHANGHAI)
COMMUNITIES = ("220323001001", "220323001002")

_SCHEMA = """
create table record(
  network text not null, stream text not null, id text not null, updated_ms integer not null,
  community_code text, body text not null, primary key (network, stream, id)
);
create index record_by_time on record(network, stream, updated_ms, id);
create table meta(key text primary key, value text);
"""

Row = tuple[str, str, str, int, str | None, Mapping[str, Any]]


def make_store(home: Path, rows: Iterable[Row], virtual_day: str = "2024-11-18", seed: int = 7) -> Path:
    """Fill `<home>/platforms.sqlite` with (network, stream, id, update time in epoch ms, community, body)."""
    home.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(home / "platforms.sqlite")) as db, db:
        db.executescript(_SCHEMA)
        db.executemany("insert into meta values (?, ?)", [("virtual_day", virtual_day), ("seed", str(seed))])
        texts = ((*row[:5], json.dumps(row[5], ensure_ascii=False, separators=(",", ":"))) for row in rows)
        db.executemany("insert into record values (?, ?, ?, ?, ?, ?)", texts)
    return home


def epoch_ms(moment: datetime) -> int:
    """Epoch milliseconds of an instant."""
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def steps(count: int, stream: str = "step") -> list[Row]:
    """zongzhi rows, one a second from FIRST on."""
    made: list[Row] = []
    for i in range(count):
        moment = FIRST + timedelta(seconds=i)
        text = moment.strftime("%Y-%m-%d %H:%M:%S")
        body = {
            "LZBH": f"L{i:06d}",
            "SJBH": f"S{i:06d}",
            "HJDM": "01",
            "CLSJ": text,
            "GXSJ": text,
            "SCBZ": "0",
        }
        made.append(("zongzhi", stream, body["LZBH"], epoch_ms(moment), None, body))
    return made


def cases(count: int) -> list[Row]:
    """chengguan cases, one a second from FIRST on."""
    made: list[Row] = []
    for i in range(count):
        moment = FIRST + timedelta(seconds=i)
        body = {
            "caseNo": f"CG{i:06d}",
            "caseKind": 2,
            "majorClass": "01",
            "stage": "COLLECT",
            "reporter": None,
        }
        body |= {"lastModified": moment.isoformat(), "archived": False}
        made.append(("chengguan", "cases", f"CG{i:06d}", epoch_ms(moment), None, body))
    return made


def tickets(count: int, same_time: bool = False) -> list[Row]:
    """shequ tickets, one a millisecond from FIRST on (or all at FIRST), of two communities by turns."""
    made: list[Row] = []
    for i in range(count):
        moment = epoch_ms(FIRST) + (0 if same_time else i)
        record_id = f"{i % 16:x}{i:031x}"
        community = COMMUNITIES[i % 2]
        body = {"id": record_id, "ticketNo": f"T{i}", "kind": "P01", "communityCode": community, "state": 0}
        body |= {"updateTime": moment, "delFlag": 0}
        made.append(("shequ", "tickets", record_id, moment, community, body))
    return made


def villagers(count: int) -> list[Row]:
    """xiangcun villagers and their honours; one value holds a quote and a line break."""
    made: list[Row] = []
    for i in range(count):
        body = {"村民编号": f"C{i:05d}", "户编号": f"H{i // 3:05d}", "姓名": f"村民{i}", "性别": "男"}
        body |= {
            "身份证号": f'="22992319600101{i:04d}"',
            "常住": "是",
            "更新日期": "" if i % 2 else "2024-11-02",
        }
        made.append(("xiangcun", "村民", f"C{i:05d}", 0, None, body))
    honour = {"编号": "R1", "村民编号": "C00000", "称号": '乡贤,"带头"\r\n人', "评选年度": "2023"}
    return [*made, ("xiangcun", "荣誉", "R1", 0, None, honour)]


def tiny_rows() -> list[Row]:
    """Some records on every platform."""
    return [*steps(1203), *cases(450), *tickets(430), *villagers(40)]
