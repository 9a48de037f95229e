"""Making a sandbox home: a world some days old, with a drop for each of its days."""

from __future__ import annotations

from pathlib import Path

from sandbox.platforms.xiangcun.drops import build_drop
from sandbox.world.advance import advance
from sandbox.world.build import create

EARLIER_DAYS = 2


def prepare(home: Path, *, people: int, seed: int, dirt: str) -> None:
    """Create a world of so many people and let two days pass."""
    create(home, people=people, seed=seed, dirt=dirt)
    build_drop(home)
    pass_days(home, EARLIER_DAYS)


def pass_days(home: Path, days: int) -> None:
    """Let days pass: records are new, changed or gone each day, and each day's drop is built."""
    for _ in range(days):
        advance(home, days=1)
        build_drop(home)
