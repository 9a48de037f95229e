"""What each dashboard must show: the tests' own SQL, by dashboard and title."""

from __future__ import annotations

from tests.e2e.dashboards.numbers import (
    county_overview,
    data_quality,
    disputes_whistles,
    duty_service,
    grid_scorecard,
)

_PAGES = {
    "county-overview": county_overview,
    "grid-scorecard": grid_scorecard,
    "disputes-whistles": disputes_whistles,
    "data-quality": data_quality,
    "duty-service": duty_service,
}
PAGES = list(_PAGES)
CHARTS = {(slug, title): sql for slug, page in _PAGES.items() for title, sql in page.CHARTS.items()}
TILES = {(slug, title): sql for slug, page in _PAGES.items() for title, sql in page.TILES.items()}
FIGURES = county_overview.FIGURES

__all__ = ["CHARTS", "FIGURES", "PAGES", "TILES"]
