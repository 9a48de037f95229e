"""Matters of nanshan, the network that a county need not have."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta, timezone
from typing import Any

from connectors.registry import contract

BEGINNING = datetime(2024, 11, 1, 8, tzinfo=timezone(timedelta(hours=8)))
_INSERT = "insert into record (network, stream, id, updated_ms, body) values ('nanshan', 'matters', ?, ?, ?)"


def matter(number: int, **changes: object) -> dict[str, Any]:
    """One row of the list, updated `number` seconds after BEGINNING."""
    known: dict[str, Any] = {spec.name: None for spec in contract("nanshan").stream("matters").fields}
    at = (BEGINNING + timedelta(seconds=number)).isoformat()
    told = {
        "matter_id": f"NS{number:06d}",
        "title": "井盖破损",
        "category_code": "SS01",
        "lng": 125.3,
        "source": "GRID",
        "collected_at": at,
        "is_published": False,
        "status": "COLLECTED",
        "reporter_name": "甲",
        "updated_at": at,
        "deleted": False,
    }
    return known | told | changes


def put_in(db: sqlite3.Connection, count: int) -> None:
    """Give a sandbox's store matters, three at each hour."""
    rows = []
    for number in range(count):
        at = BEGINNING + timedelta(hours=number // 3)
        body = matter(number, updated_at=at.isoformat())
        rows.append((body["matter_id"], int(at.timestamp() * 1000), json.dumps(body, ensure_ascii=False)))
    with db:
        db.executemany(_INSERT, rows)
