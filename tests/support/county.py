"""A thinned county for the contract suite: every stream has some pages, and `never` fields carry markers."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from connectors.engine.contract import StreamContract
from connectors.registry import contract, networks
from sandbox.platforms.xiangcun.drops import build_drop
from sandbox.world.build import create
from tests.support.matters import put_in

MARKER = "NEVERLANDED"
PLAYED = networks()
PEOPLE, SEED = 150, 20241121
_KEPT = {"zongzhi": 1150}
_KEPT_ELSEWHERE = 470
_DAYS = 3


def make_county(home: Path) -> Path:
    """Make a home whose streams hold two or three pages each, with a drop for each of three days."""
    create(home, people=PEOPLE, seed=SEED, dirt="default")
    with closing(sqlite3.connect(home / "platforms.sqlite")) as db:
        put_in(db, _KEPT_ELSEWHERE)
        for network in PLAYED:
            for stream in contract(network).streams.values():
                _thin(db, network, stream.id)
                _mark(db, network, stream)
        _forget_the_world(db)
    build_drop(home)
    for _ in range(_DAYS - 1):
        next_drop(home)
    return home


def next_drop(home: Path) -> None:
    """Move to the next day and build its drop from the store as it is now."""
    with closing(sqlite3.connect(home / "platforms.sqlite")) as db, db:
        day = date.fromisoformat(db.execute("select value from meta where key = 'virtual_day'").fetchone()[0])
        later = (day + timedelta(days=1)).isoformat()
        db.execute("update meta set value = ? where key = 'virtual_day'", (later,))
    build_drop(home)


def copy_of(home: Path, target: Path) -> Path:
    """Copy a home, for faults that change what it holds."""
    return Path(shutil.copytree(home, target))


def bodies(home: Path, network: str, stream: str) -> dict[str, tuple[int, str]]:
    """Read a stream from the store: update time (epoch ms) and body by record id."""
    sql = "select id, updated_ms, body from record where network = ? and stream = ?"
    with closing(sqlite3.connect(home / "platforms.sqlite")) as db:
        return {row[0]: (row[1], row[2]) for row in db.execute(sql, (network, stream))}


def rewrite(home: Path, network: str, stream: str, record_id: str, changes: dict[str, Any], ms: int) -> None:
    """Change fields of a record in the store, at an update time."""
    body = json.loads(bodies(home, network, stream)[record_id][1]) | changes
    with closing(sqlite3.connect(home / "platforms.sqlite")) as db, db:
        db.execute(
            "update record set body = ?, updated_ms = ? where network = ? and stream = ? and id = ?",
            (_compact(body), ms, network, stream, record_id),
        )


def remove(home: Path, network: str, stream: str, record_id: str) -> None:
    """Remove a record from the store, without a trace."""
    with closing(sqlite3.connect(home / "platforms.sqlite")) as db, db:
        db.execute(
            "delete from record where network = ? and stream = ? and id = ?", (network, stream, record_id)
        )


def _thin(db: sqlite3.Connection, network: str, stream: str) -> None:
    kept = _KEPT.get(network, _KEPT_ELSEWHERE)
    ids = [
        row[0]
        for row in db.execute(
            "select id from record where network = ? and stream = ? order by updated_ms, id",
            (network, stream),
        )
    ]
    step = max(1, -(-len(ids) // kept))
    gone = [(network, stream, record_id) for at, record_id in enumerate(ids) if at % step]
    with db:
        db.executemany("delete from record where network = ? and stream = ? and id = ?", gone)


def _mark(db: sqlite3.Connection, network: str, stream: StreamContract) -> None:
    """Plant the marker in all `never` fields, and in a part that no contract names of all objects."""
    barred = [field.name for field in stream.fields if field.policy == "never"]
    objects = [field.name for field in stream.fields if field.type == "object"]
    if not barred and not objects:
        return
    rows = db.execute(
        "select id, body from record where network = ? and stream = ?", (network, stream.id)
    ).fetchall()
    marked = [(_planted(json.loads(body), barred, objects), network, stream.id, at) for at, body in rows]
    with db:
        db.executemany("update record set body = ? where network = ? and stream = ? and id = ?", marked)


def _planted(body: dict[str, Any], barred: list[str], objects: list[str]) -> str:
    body |= {name: f"{MARKER}-{name}" for name in barred if name in body}
    for name in objects:
        if isinstance(body.get(name), dict):
            body[name]["idNo"] = f"{MARKER}-{name}"
    return _compact(body)


def _forget_the_world(db: sqlite3.Connection) -> None:
    worlds = db.execute("select name from sqlite_master where type = 'table' and name like 'world_%'")
    for (name,) in worlds.fetchall():
        db.execute(f"drop table {name}")
    db.commit()
    db.execute("vacuum")


def _compact(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
