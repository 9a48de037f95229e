"""The county that every network of the contract suite is pulled from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.county import copy_of, make_county


@pytest.fixture(scope="session")
def made_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_county(tmp_path_factory.mktemp("contract") / "county")


@pytest.fixture
def county(made_county: Path, tmp_path: Path) -> Path:
    """A copy that faults and tests may change."""
    return copy_of(made_county, tmp_path / "county")


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    return tmp_path / "hub" / "landing"
