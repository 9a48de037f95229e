"""Damage in the landing: a Parquet file that is not what was landed, a manifest that was half written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.chaos.county import County
from bench.chaos.hub import Hub
from bench.chaos.readers import reading
from bench.chaos.rows import Case, Row

READERS = 2
LANDING_CORRUPT = 9
FROM_BACKUP = "restoring the file from a backup, then the next run"

Cell = Callable[[County], Row]


def corrupt_files() -> Iterator[tuple[str, Cell]]:
    """Name the ways in which a landed file is damaged."""
    for name, damage in DAMAGES.items():
        yield f"corrupted Parquet: {name}", _damaged(name, damage)


def half_manifest(county: County) -> Row:
    """Cut a manifest in the middle."""
    return _restored(county, "half-written manifest", manifest_of, cut)


def _damaged(name: str, damage: Callable[[Path], None]) -> Cell:
    return lambda county: _restored(county, f"corrupted Parquet: {name}", file_of, damage)


def _restored(
    county: County, fault: str, choose: Callable[[Path], Path], damage: Callable[[Path], None]
) -> Row:
    """Damage a file of a home whose run has ended; the run must refuse it, and take it back when restored."""
    case = Case(county, fault, LANDING_CORRUPT, FROM_BACKUP)
    with county.hub() as hub:
        victim = choose(hub.home / "landing")
        backup = Path(shutil.copy2(victim, county.place / "backup"))
        with reading(hub.home, READERS) as seen:
            damage(victim)
            struck = hub.call("run")
            status = hub.call("status")
            shutil.copy2(backup, victim)
            repair = hub.call("run")
        row = case.judge(hub.home, seen, struck, repair)
        return row if status.code == 0 else _status_failed(row, hub)


def _status_failed(row: Row, hub: Hub) -> Row:
    return Row(**{**vars(row), "wrong": (*row.wrong, f"status cannot be asked for {hub.home}")})


def file_of(landing: Path) -> Path:
    """Choose a landed file: the largest one of zongzhi."""
    return max(landing.glob("zongzhi/*/*/part-*.parquet"), key=lambda path: path.stat().st_size)


def manifest_of(landing: Path) -> Path:
    """Choose its manifest."""
    return file_of(landing).with_name("_manifest.json")


def cut(victim: Path) -> None:
    """Keep the first half of a file."""
    os.truncate(victim, victim.stat().st_size // 2)


def flip(victim: Path) -> None:
    """Change bytes in the middle; its size and its time of change stay, as when a disk rots."""
    before = victim.stat()
    with victim.open("r+b") as file:
        file.seek(before.st_size // 2)
        block = file.read(64)
        file.seek(before.st_size // 2)
        file.write(bytes(byte ^ 0xFF for byte in block))
    os.utime(victim, ns=(before.st_atime_ns, before.st_mtime_ns))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "64 bytes changed": flip,
    "half of it gone": cut,
    "gone": Path.unlink,
}
