"""Small counties, each made once a session; tests that let days pass get a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.world.advance import advance
from sandbox.world.build import create
from tests.unit.sandbox_world.hub import World

PEOPLE, SEED = 600, 11
Homes = Callable[[str], Path]


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """Return the home of a county of 600 people with a dirt profile."""
    made: dict[str, Path] = {}

    def make(dirt: str) -> Path:
        if dirt not in made:
            made[dirt] = tmp_path_factory.mktemp("county") / dirt
            create(made[dirt], PEOPLE, SEED, dirt)
        return made[dirt]

    return make


@pytest.fixture(scope="session")
def later_home(homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default county four days on."""
    home = Path(shutil.copytree(homes("default"), tmp_path_factory.mktemp("later") / "default"))
    advance(home, 4)
    return home


@pytest.fixture
def county(homes: Homes) -> Iterator[World]:
    """The default county, open for reading."""
    world = World(homes("default"))
    yield world
    world.close()


@pytest.fixture
def clean_county(homes: Homes) -> Iterator[World]:
    """The county without dirt."""
    world = World(homes("none"))
    yield world
    world.close()
