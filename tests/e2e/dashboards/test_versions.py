"""After a publication the next look shows the new version, without a restart."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page

from tests.e2e.dashboards.comparing import shown_number
from tests.e2e.dashboards.looking import look
from tests.e2e.dashboards.serving import Dashboards
from warehouse.paths import Home
from warehouse.publication.versions import point_at

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
SLUG = "county-overview"
TILE = "网格员事件上报"


def value(path: Path) -> float:
    with duckdb.connect(str(path), read_only=True) as connection:
        sql = "select value from marts.mart_published_figures where figure = 'grid_events_reported'"
        row = connection.execute(sql).fetchone()
    assert row is not None
    return float(row[0])


def add_a_version(home: Home) -> str:
    """Copy the current version with one more event among those reported."""
    version = "29991231T000000Z"
    copy = shutil.copytree(home.current.resolve(), home.published / version) / "hub.duckdb"
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "update marts.mart_published_figures set value = value + 1 where figure = 'grid_events_reported'"
        )
    return version


def test_the_next_look_shows_the_version_that_is_read_now(
    dashboards: Dashboards, reader: Page, tmp_path: Path
) -> None:
    home = Home.at(dashboards.home)
    former = home.current.readlink().name
    first = value(home.hub_db)
    # a long question of another reader still holds the former version open
    with duckdb.connect(str(home.hub_db), read_only=True):
        for version, expected in ((add_a_version(home), first + 1), (former, first)):
            point_at(home, version)
            seen = look(reader, dashboards, SLUG, tmp_path / "shot.png")
            assert shown_number(expected) in seen.texts[TILE].splitlines()
