"""Sandbox homes: a world some days old, with a drop for each of its days."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sandbox.platforms.xiangcun.drops import build_drop
from sandbox.world.advance import advance
from sandbox.world.build import create
from sandbox.world.divisions import ADCODE

EARLIER_DAYS = 2


class HomeMismatchError(ValueError):
    """The home holds another world than the one asked for."""


def prepare(home: Path, *, people: int, seed: int, dirt: str, adcode: str = ADCODE) -> None:
    """Create a world of so many people in an empty home, and let two days pass."""
    create(home, people=people, seed=seed, dirt=dirt, adcode=adcode)
    build_drop(home)
    pass_days(home, EARLIER_DAYS)


def pass_days(home: Path, days: int) -> None:
    """Let days pass: records are new, changed or gone each day, and each day's drop is built."""
    for _ in range(days):
        advance(home, days=1)
        build_drop(home)


def world_of(home: Path) -> dict[str, str] | None:
    """Return what the store tells of its world (seed, people, dirt, adcode, …), or None without a store."""
    path = home / "platforms.sqlite"
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as db:
        return {str(key): str(value) for key, value in db.execute("select key, value from meta")}


def virtual_day(home: Path) -> str:
    """Return the ISO date that the world of a home has reached."""
    return (world_of(home) or {})["virtual_day"]


def check_world(home: Path, asked: Mapping[str, object]) -> None:
    """Raise HomeMismatchError when the home's world has other people, seed or dirt than asked."""
    held = world_of(home) or {}
    for name, value in asked.items():
        if held.get(name) != str(value):
            told = f"{home} holds a world with {name} {held.get(name)}, not {value}"
            raise HomeMismatchError(f"{told}; choose another --home or remove it")


def make_world(home: Path, *, people: int, seed: int, dirt: str, adcode: str = ADCODE) -> None:
    """Make a world in a home that has none.

    It is made aside and moved in with its store last, so that a home never holds half a world.
    """
    aside = home / ".making"
    shutil.rmtree(aside, ignore_errors=True)
    prepare(aside, people=people, seed=seed, dirt=dirt, adcode=adcode)
    for made in sorted(aside.iterdir(), key=lambda path: path.name.startswith("platforms.sqlite")):
        shutil.rmtree(home / made.name, ignore_errors=True)
        made.replace(home / made.name)
    aside.rmdir()
