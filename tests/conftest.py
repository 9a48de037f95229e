"""What every area of tests may use: a small sandbox home and the four platforms served from it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from sandbox.homes import prepare
from sandbox.server import Connections, running

SandboxHome = Callable[..., Path]

# a busy machine is no finding: no property is judged by the clock
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def sandbox_home(tmp_path_factory: pytest.TempPathFactory) -> SandboxHome:
    """Make homes: `sandbox_home(people=400, seed=20241120, dirt="default")`, each once per session.

    A home holds a world three days old with a drop for each day. Tests must not change it; `fresh_home` is a
    copy.
    """
    made: dict[tuple[int, int, str], Path] = {}

    def make(people: int = 400, seed: int = 20241120, dirt: str = "default") -> Path:
        key = (people, seed, dirt)
        if key not in made:
            made[key] = tmp_path_factory.mktemp("sandbox") / f"{people}-{seed}-{dirt}"
            prepare(made[key], people=people, seed=seed, dirt=dirt)
        return made[key]

    return make


@pytest.fixture
def fresh_home(sandbox_home: SandboxHome, tmp_path: Path) -> Path:
    """A copy of the default home that a test may advance or let faults change."""
    return Path(shutil.copytree(sandbox_home(), tmp_path / "sandbox"))


@pytest.fixture(scope="session")
def platforms(sandbox_home: SandboxHome) -> Iterator[Connections]:
    """The connections of the four platforms, served without faults and with rate limits 20 times as wide."""
    with running(sandbox_home(), rate_scale=20) as connections:
        yield connections
