"""A published version of a small county, Superset over it, and a reader's browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.conftest import Answer, Hub
from tests.e2e.dashboards.looking import Outside, Seen, launch, log_in, look, outside
from tests.e2e.dashboards.serving import Dashboards, copy_published, served
from tests.support import postgres
from warehouse.mirror import mirror
from warehouse.paths import Home, dbt_project

SHOTS = "DUOWANG_SCREENSHOTS"
Looking = Callable[[str], Seen]


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures go: the folder that DUOWANG_SCREENSHOTS names, else one of pytest's."""
    folder = Path(os.environ[SHOTS]) if SHOTS in os.environ else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def dashboards_home(hub: Hub, first_run: Answer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the version which the first run published, and whose path is no plain one."""
    assert first_run.code == 0, first_run.stderr
    return copy_published(hub.home, tmp_path_factory.mktemp("看板 home"))


@pytest.fixture(scope="session")
def dashboards(dashboards_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboards]:
    with served(dashboards_home, tmp_path_factory.mktemp("superset") / "log") as running:
        yield running


@pytest.fixture(scope="session")
def internet() -> Iterator[Outside]:
    with outside() as recorder:
        yield recorder


@pytest.fixture(scope="session")
def browser(internet: Outside) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright, internet)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def reader(browser: Browser, dashboards: Dashboards) -> Page:
    """The reader's window."""
    return log_in(browser, dashboards, "reader")


@pytest.fixture(scope="session")
def looking(reader: Page, dashboards: Dashboards, shots: Path) -> Looking:
    """Open a dashboard by its short name; each is opened once."""
    seen: dict[str, Seen] = {}

    def open_once(slug: str) -> Seen:
        if slug not in seen:
            seen[slug] = look(reader, dashboards, slug, shots / f"{slug}.png")
        return seen[slug]

    return open_once


@pytest.fixture(scope="session")
def published(dashboards_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The file that the dashboards show, for the tests' own SQL."""
    path = (dashboards_home / "published" / "current").resolve() / "hub.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        yield connection


@pytest.fixture(scope="session")
def mirrored(dashboards: Dashboards) -> Iterator[str]:
    """The address of a mirror of the published version, for the login that reads."""
    file = Home.at(dashboards.home).hub_db.resolve()
    with postgres.running() as server:
        mirror(file, file.parent.name, server.connection, dbt_project())
        yield server.reader_url


@pytest.fixture(scope="session")
def over_mirror(
    dashboards: Dashboards, mirrored: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dashboards]:
    """The same accounts and assets, in a home that holds no published file."""
    home = tmp_path_factory.mktemp("mirror")
    shutil.copytree(dashboards.home / "superset", home / "superset")
    with served(home, home / "log", DUOWANG_DASHBOARD_DB=mirrored) as running:
        yield running


@pytest.fixture(scope="session")
def mirror_reader(browser: Browser, over_mirror: Dashboards) -> Page:
    return log_in(browser, over_mirror, "reader")
