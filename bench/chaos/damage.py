"""Damage in the landing: a Parquet file that is not what was landed, a manifest that was half written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from bench.chaos.hub import Answer, Hub
from bench.chaos.rows import Struck

LANDING_CORRUPT = 9
_FROM_BACKUP = "restoring it from a backup, as told, then the next run"


def damaged_landing(hub: Hub) -> list[Struck]:
    """Damage a file, run, restore it; so for each kind of damage."""
    return [_struck(hub, *damage) for damage in DAMAGES]


def _struck(hub: Hub, fault: str, choose: Callable[[Path], Path], damage: Callable[[Path], None]) -> Struck:
    answer, status = _damaged(hub, choose(hub.home / "landing"), damage)
    is_told = status.code == 0 and bool(status.document["attention"])
    wrong = () if is_told else ("status does not tell",)
    return Struck(fault, answer, LANDING_CORRUPT, repaired_by=_FROM_BACKUP, wrong=wrong)


def _damaged(hub: Hub, victim: Path, damage: Callable[[Path], None]) -> tuple[Answer, Answer]:
    backup = Path(shutil.copy2(victim, hub.home.parent / "backup"))
    damage(victim)
    answer, status = hub.call("run"), hub.call("status")
    shutil.copy2(backup, victim)
    backup.unlink()
    return answer, status


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


DAMAGES: tuple[tuple[str, Callable[[Path], Path], Callable[[Path], None]], ...] = (
    ("corrupted Parquet: 64 bytes changed", file_of, flip),
    ("corrupted Parquet: half of it gone", file_of, cut),
    ("corrupted Parquet: file gone", file_of, Path.unlink),
    ("half-written manifest", manifest_of, cut),
)
