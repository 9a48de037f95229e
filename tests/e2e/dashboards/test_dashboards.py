"""The five dashboards as a reader's browser sees them.

They open whole and in Chinese, show what SQL finds, ask nothing of any other machine, show the next version
at the next look, keep everybody from writing, and are the same over the PostgreSQL mirror. All stand in one
file, since every worker of a parallel run that took a part would start a Superset and a browser of its own.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest
import requests
from playwright.sync_api import Browser, Page

from tests.e2e.dashboards.comparing import same, same_rows, shown_number
from tests.e2e.dashboards.conftest import Looking
from tests.e2e.dashboards.looking import Outside, look
from tests.e2e.dashboards.numbers import CHARTS, FIGURES, PAGES, TILES
from tests.e2e.dashboards.serving import Dashboards
from warehouse.paths import Home
from warehouse.publication.versions import point_at

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.mark.parametrize("slug", PAGES)
def test_every_chart_is_drawn_without_an_error(looking: Looking, slug: str) -> None:
    seen = looking(slug)
    assert seen.errors == []
    assert len(seen.answers) >= 8
    assert [title for title, rows in seen.answers.items() if not rows] == []
    assert seen.texts.keys() == seen.answers.keys()
    assert seen.screenshot.stat().st_size > 50_000


@pytest.mark.parametrize("slug", PAGES)
def test_every_title_is_chinese_first(looking: Looking, slug: str) -> None:
    titles = looking(slug).answers
    assert [title for title in titles if not re.match(r"[\u4e00-\u9fff]", title)] == []


@pytest.mark.parametrize(("slug", "title"), CHARTS)
def test_a_chart_shows_what_sql_finds(
    looking: Looking, published: duckdb.DuckDBPyConnection, slug: str, title: str
) -> None:
    same(looking(slug).answers[title], published, CHARTS[slug, title])


@pytest.mark.parametrize(("slug", "title"), TILES)
def test_a_tile_shows_what_sql_finds(
    looking: Looking, published: duckdb.DuckDBPyConnection, slug: str, title: str
) -> None:
    ((number,),) = published.execute(f"select {TILES[slug, title]}").fetchall()
    assert shown_number(float(number)) in looking(slug).texts[title].splitlines()


@pytest.mark.parametrize("slug", PAGES)
def test_no_chart_goes_without_a_number_of_the_tests_own(looking: Looking, slug: str) -> None:
    assert {(slug, title) for title in looking(slug).answers} == {
        key for key in CHARTS | TILES if key[0] == slug
    }


def test_every_published_figure_is_shown_as_the_facts_give_it(
    looking: Looking, published: duckdb.DuckDBPyConnection
) -> None:
    rows = looking("county-overview").answers["发布数据 Published figures"]
    shown = {row["name"].split(" ")[0]: row["value"] for row in rows}
    found = {
        name: float(published.execute(f"select {sql}").fetchall()[0][0]) for name, sql in FIGURES.items()
    }
    assert shown == found


def test_a_count_of_residents_that_the_mart_hides_is_not_shown(looking: Looking) -> None:
    rows = looking("grid-scorecard").answers["网格评分表 Scorecard of the grids"]
    assert [row["residents"] for row in rows if row["residents"] is not None and row["residents"] < 5] == []


def test_the_last_gate_lists_failures_first(looking: Looking) -> None:
    rows = looking("data-quality").answers["最近一次检查：先列未通过 Last gate, failures first"]
    results = [row["result"] for row in rows]
    assert results == sorted(results, key=lambda result: result.startswith("通过"))


def test_the_map_is_painted_from_the_marts_boundaries(looking: Looking, reader: Page) -> None:
    rows = looking("county-overview").answers["城区网格负荷 Load of the urban grids"]
    assert all(re.fullmatch(r"\[(\[-?[\d.]+,-?[\d.]+\],?)+\]", row["ring"]) for row in rows)
    legend = looking("county-overview").texts["城区网格负荷 Load of the urban grids"]
    assert legend.rstrip().endswith(str(max(row["load"] for row in rows)))


def test_nothing_is_asked_of_another_machine(looking: Looking, internet: Outside, reader: Page) -> None:
    for slug in PAGES:
        looking(slug)
    # the browser looks for its own spelling dictionaries, whatever page is open
    known = ("elsewhere.invalid", "redirector.gvt1.com:443")
    assert [line for line in internet.asked if not any(host in line for host in known)] == []


def test_the_stand_in_for_the_internet_notes_what_leaves(browser: Browser, internet: Outside) -> None:
    page = browser.new_page()
    page.goto("http://elsewhere.invalid/page")
    page.close()
    assert "GET http://elsewhere.invalid/page HTTP/1.1" in internet.asked


def test_the_page_forbids_the_browser_other_machines(dashboards: Dashboards, reader: Page) -> None:
    response = reader.request.get(f"{dashboards.address}/superset/dashboard/county-overview/")
    policy = response.headers["content-security-policy"]
    assert re.findall(r"https?://\S+|\*", policy) == []
    assert "default-src 'self'" in policy


def test_the_language_can_be_switched_to_english_and_back(dashboards: Dashboards, reader: Page) -> None:
    for language, word in (("en", "Dashboards"), ("zh", "看板")):
        reader.goto(f"{dashboards.address}/lang/{language}")
        reader.goto(f"{dashboards.address}/dashboard/list/")
        reader.get_by_role("heading", name=word).or_(reader.get_by_text(word, exact=True)).first.wait_for()


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
            seen = look(reader, dashboards, "county-overview", tmp_path / "shot.png")
            assert shown_number(expected) in seen.texts["网格员事件上报"].splitlines()


def asked(dashboards: Dashboards, account: str, sql: str) -> requests.Response:
    """Ask a free question as SQL Lab does."""
    session = dashboards.session(account)
    question = {"database_id": 1, "sql": sql, "runAsync": False, "schema": "marts", "queryLimit": 10}
    return session.post(f"{dashboards.address}/api/v1/sqllab/execute/", json=question, timeout=120)


def test_the_administrator_may_ask_free_questions(dashboards: Dashboards) -> None:
    answer = asked(dashboards, "admin", "select count(*) as networks from marts.dim_network")
    assert answer.json()["data"] == [{"networks": 4}]


@pytest.mark.parametrize(
    "sql",
    [
        "create table marts.mine (a int)",
        "delete from marts.fct_event",
        "copy marts.dim_network to '/tmp/networks.csv'",
        "select * from read_csv('/etc/passwd')",
        "select * from 'https://127.0.0.1/a.parquet'",
        "attach '/tmp/other.duckdb'",
        "set enable_external_access = true",
    ],
)
def test_nothing_is_written_or_read_elsewhere(dashboards: Dashboards, sql: str) -> None:
    assert asked(dashboards, "admin", sql).status_code >= 400


def test_a_reader_may_not_ask_free_questions(dashboards: Dashboards) -> None:
    assert asked(dashboards, "reader", "select 1").status_code == 403


def test_a_reader_may_not_change_a_chart_or_the_data_source(dashboards: Dashboards) -> None:
    session = dashboards.session("reader")
    changes = {
        "chart/1": {"slice_name": "mine"},
        "dashboard/1": {"dashboard_title": "mine"},
        "dataset/1": {"description": "mine"},
        "database/1": {"database_name": "mine"},
    }
    for path, change in changes.items():
        answer = session.put(f"{dashboards.address}/api/v1/{path}", json=change, timeout=60)
        assert answer.status_code in (403, 404), path


def test_a_reader_may_not_make_a_dashboard(dashboards: Dashboards) -> None:
    session = dashboards.session("reader")
    given = {"dashboard_title": "mine"}
    answer = session.post(f"{dashboards.address}/api/v1/dashboard/", json=given, timeout=60)
    assert answer.status_code == 403


def test_a_stranger_sees_nothing(dashboards: Dashboards) -> None:
    page = requests.get(f"{dashboards.address}/superset/dashboard/county-overview/", timeout=60)
    assert "/login/" in page.url
    for path in ("chart/1/data/", "dashboard/", "database/"):
        assert requests.get(f"{dashboards.address}/api/v1/{path}", timeout=60).status_code == 401


def test_given_passwords_are_not_printed(dashboards: Dashboards) -> None:
    assert f"Superset: {dashboards.address}/superset/dashboard/county-overview/" in dashboards.said
    assert "password" not in dashboards.said


@pytest.mark.parametrize("slug", PAGES)
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
