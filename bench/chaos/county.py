"""One county for the whole matrix: a home as it was yesterday, and what an undisturbed run makes of today."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.chaos.hub import Connections, Hub
from sandbox.homes import pass_days, prepare
from sandbox.server import running

SEED = 20241120


class BaseRunError(RuntimeError):
    """The run without any fault did not end well: there is nothing to compare with."""


@dataclass(frozen=True)
class County:
    """`yesterday` is a home to copy; `expected` the published file of an undisturbed run on such a copy."""

    place: Path
    connections: Connections
    yesterday: Path
    expected: Path

    def copy(self, target: Path, *, is_built: bool = False) -> Hub:
        """Make a hub of its own from yesterday's home, or from the one that has built today."""
        source = self.expected.parents[2] if is_built else self.yesterday
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
        return Hub(target, self.connections)

    @contextmanager
    def hub(self, *, is_built: bool = False) -> Iterator[Hub]:
        """Lend a hub for one fault; it is gone afterwards."""
        target = self.place / "struck"
        shutil.rmtree(target, ignore_errors=True)
        yield self.copy(target, is_built=is_built)
        shutil.rmtree(target)


@contextmanager
def county(place: Path, people: int) -> Iterator[County]:
    """Make the world, run the hub over it, let a day pass, and run a copy of the hub undisturbed.

    A place that holds all this already is taken as it is.
    """
    world, yesterday, undisturbed = place / "world", place / "yesterday", place / "undisturbed"
    is_there = published(undisturbed).exists()
    if not is_there:
        prepare(world, people=people, seed=SEED, dirt="default")
    with running(world, rate_scale=50) as connections:
        made = County(place, connections, yesterday, published(undisturbed))
        if not is_there:
            _run(Hub(yesterday, connections))
            pass_days(world, 1)
            _run(made.copy(undisturbed))
        yield made


def published(home: Path) -> Path:
    """The file that readers see."""
    return home / "published" / "current" / "hub.duckdb"


def _run(hub: Hub) -> None:
    answer = hub.call("run")
    if answer.code:
        raise BaseRunError(f"exit {answer.code}: {answer.message}\n{answer.stderr[-2000:]}")
