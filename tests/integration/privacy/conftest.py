"""A home for what is kept, removed and found."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.paths import Home
from warehouse.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(Home.at(tmp_path / "home").prepare(), keep_versions=2)
