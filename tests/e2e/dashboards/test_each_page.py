"""Each dashboard opens for a reader, whole and in Chinese, and asks nothing of any other machine."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.dashboards.conftest import Looking
from tests.e2e.dashboards.looking import Outside
from tests.e2e.dashboards.serving import Dashboards

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

PAGES = ["county-overview", "grid-scorecard", "disputes-whistles", "data-quality", "duty-service"]


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


def test_the_map_is_painted_from_the_marts_boundaries(looking: Looking, reader: Page) -> None:
    rows = looking("county-overview").answers["城区网格负荷 Load of the urban grids"]
    assert all(re.fullmatch(r"\[(\[-?[\d.]+,-?[\d.]+\],?)+\]", row["ring"]) for row in rows)
    legend = looking("county-overview").texts["城区网格负荷 Load of the urban grids"]
    assert legend.rstrip().endswith(str(max(row["load"] for row in rows)))


def test_nothing_is_asked_of_another_machine(looking: Looking, internet: Outside, reader: Page) -> None:
    for slug in PAGES:
        looking(slug)
    assert [line for line in internet.asked if "elsewhere.invalid" not in line] == []


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
