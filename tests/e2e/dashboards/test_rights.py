"""What an account may do: readers look; nobody writes, and no question reaches a file or the network."""

from __future__ import annotations

import pytest
import requests

from tests.e2e.dashboards.serving import Dashboards

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


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
