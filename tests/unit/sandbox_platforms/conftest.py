"""A hand-filled store, served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.server import Connections, running
from tests.support.tiny_store import make_store, tiny_rows


@pytest.fixture(scope="session")
def tiny_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with some records on every platform; tests do not change it."""
    return make_store(tmp_path_factory.mktemp("tiny"), tiny_rows())


@pytest.fixture(scope="session")
def tiny(tiny_home: Path) -> Iterator[Connections]:
    """The tiny home served without faults, its rate limits out of the way."""
    with running(tiny_home, rate_scale=100) as connections:
        yield connections
