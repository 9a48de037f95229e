"""The same dashboards over the PostgreSQL mirror, by one setting."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.dashboards.comparing import same_rows
from tests.e2e.dashboards.conftest import Looking
from tests.e2e.dashboards.looking import log_in, look
from tests.e2e.dashboards.serving import Dashboards, served
from tests.support import postgres
from warehouse.mirror import mirror
from warehouse.paths import Home, dbt_project

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def mirrored(dashboards: Dashboards) -> Iterator[str]:
    """The address of a mirror of the published version, for the login that reads."""
    file = Home.at(dashboards.home).hub_db.resolve()
    with postgres.running() as server:
        mirror(file, file.parent.name, server.connection, dbt_project())
        yield server.reader_url


@pytest.fixture(scope="module")
def over_mirror(
    dashboards: Dashboards, mirrored: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dashboards]:
    """The same accounts and assets, in a home that holds no published file."""
    home = tmp_path_factory.mktemp("mirror")
    shutil.copytree(dashboards.home / "superset", home / "superset")
    with served(home, home / "log", DUOWANG_DASHBOARD_DB=mirrored) as running:
        yield running


@pytest.fixture(scope="module")
def mirror_reader(browser: Browser, over_mirror: Dashboards) -> Page:
    return log_in(browser, over_mirror, "reader")


@pytest.mark.parametrize(
    "slug", ["county-overview", "grid-scorecard", "disputes-whistles", "data-quality", "duty-service"]
)
def test_every_chart_shows_the_same_rows_as_over_the_file(
    looking: Looking, mirror_reader: Page, over_mirror: Dashboards, tmp_path: Path, slug: str
) -> None:
    seen = look(mirror_reader, over_mirror, slug, tmp_path / "shot.png")
    expected = looking(slug)
    assert seen.errors == []
    assert seen.answers.keys() == expected.answers.keys()
    for title, rows in expected.answers.items():
        same_rows(seen.answers[title], rows, list(rows[0]))


def test_the_passwords_of_the_mirror_are_not_shown(over_mirror: Dashboards, mirrored: str) -> None:
    password = mirrored.partition("//bi:")[2].partition("@")[0]
    database = over_mirror.session("admin").get(
        f"{over_mirror.address}/api/v1/database/1/connection", timeout=60
    )
    assert database.ok
    assert "postgresql" in database.text
    assert password not in database.text + over_mirror.said
