"""Building the drop of the store's virtual day, and issuing a day's drop again."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import orjson

from sandbox.faults.dice import chance, number
from sandbox.platforms.guide import CSV_COLUMNS
from sandbox.platforms.xiangcun.archive import Issue, load_issue, write_issue
from sandbox.platforms.xiangcun.tables import Table

RETAIN_DAYS = 30
_TOTAL_ROWS = 0.3
_REISSUES = 0.3
# no drop on these (month, day): new year, labour day, the national holiday
_HOLIDAYS = frozenset({(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)})


def build_drop(home: Path) -> Issue | None:
    """Build the drop of the store's virtual day (None on a holiday); a day built before stays as it is.

    Some former day may be issued again, and days out of retention are removed.
    """
    with closing(sqlite3.connect(home / "platforms.sqlite")) as db:
        meta = dict(db.execute("select key, value from meta"))
        day, seed = str(meta["virtual_day"]), int(meta.get("seed", 0))
        root = home / "drops"
        _prune(root, day)
        _maybe_reissue(root, day, seed)
        if _is_holiday(day):
            return None
        folder = root / day / "issue-1"
        if folder.exists():
            return latest_issue(root / day)
        return write_issue(folder, day, 1, _tables(db, day, seed))


def reissue(former: Issue, root: Path) -> Issue:
    """Issue a day's drop again, under `root`: other column order, update dates filled in, no total row."""
    issued, day = int(former.manifest["issued"]) + 1, str(former.manifest["day"])
    tables = [_corrected(table, day) for table in former.tables()]
    return write_issue(root / day / f"issue-{issued}", day, issued, tables)


def latest_issue(day_folder: Path) -> Issue:
    """Return the issue of a day that counts."""
    folders = sorted(day_folder.glob("issue-*"), key=lambda folder: int(folder.name.removeprefix("issue-")))
    return load_issue(folders[-1])


def days_of(root: Path) -> list[str]:
    """Return the days that have a drop, in order."""
    return sorted(folder.parent.name for folder in root.glob("*/issue-1"))


def _tables(db: sqlite3.Connection, day: str, seed: int) -> Iterator[Table]:
    for name, columns in CSV_COLUMNS.items():
        sql = "select body from record where network = 'xiangcun' and stream = ? order by id"
        rows = [orjson.loads(body) for (body,) in db.execute(sql, (name,))]
        header = list(columns)
        random.Random(number(seed, "header", day, name)).shuffle(header)
        yield Table(name, tuple(header), rows, chance(seed, "total", day, name) < _TOTAL_ROWS)


def _corrected(table: Table, day: str) -> Table:
    rows = table.rows
    if "更新日期" in table.header:
        rows = [{**row, "更新日期": row["更新日期"] or day} for row in rows]
    return Table(table.name, (*table.header[1:], table.header[0]), rows)


def _maybe_reissue(root: Path, day: str, seed: int) -> None:
    former = [known for known in days_of(root) if known < day]
    if former and chance(seed, "reissue", former[-1]) < _REISSUES:
        issue = latest_issue(root / former[-1])
        if issue.manifest["issued"] == 1:
            reissue(issue, root)


def _prune(root: Path, day: str) -> None:
    oldest = (date.fromisoformat(day) - timedelta(days=RETAIN_DAYS - 1)).isoformat()
    for known in days_of(root):
        if known < oldest:
            shutil.rmtree(root / known)


def _is_holiday(day: str) -> bool:
    when = date.fromisoformat(day)
    return (when.month, when.day) in _HOLIDAYS
