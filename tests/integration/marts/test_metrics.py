"""A rate that is defined once for MetricFlow is the rate of the marts."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.integration.marts.conftest import Query

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "metrics.py"
METRICS = {
    "closure_rate",
    "dispute_resolution_rate",
    "disputes_found",
    "disputes_resolved",
    "events_closed",
    "events_overdue",
    "events_reported",
    "overdue_rate",
}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("metrics", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def ask(script: ModuleType, build_db: Path):
    """Ask for metrics, by dimensions, as the semantic manifest of that build defines them."""
    known = script.Metrics(build_db.parent / "target" / "semantic_manifest.json")
    assert set(known.names()) == METRICS
    return lambda metrics, by, *where: known.rows(build_db, metrics, by, where)[1]


def test_the_closure_rate_is_that_of_the_mart_by_month_and_network(ask, query: Query) -> None:
    mart = query(
        """
        select cast(month as timestamp), origin_network, sum(reported), sum(closed), sum(overdue),
            sum(closed) / sum(reported)
        from marts.mart_event_closure group by month, origin_network order by month, origin_network
        """
    )
    metrics = ["events_reported", "events_closed", "events_overdue", "closure_rate"]
    found = ask(metrics, ["metric_time__month", "event__origin_network"])
    counted = [row for row in found if row[2]]  # where only void matters stand there is no rate
    assert len(counted) > 3
    assert counted == mart
    assert [row[5] for row in found if not row[2]] == [None] * (len(found) - len(mart))


def test_it_is_also_the_rate_by_reports_of_the_table_of_definitions(ask, query: Query) -> None:
    defined = query(
        """
        select cast(month as timestamp), closure_rate from marts.mart_closure_rate
        where definition_id = 'by_reports_of_the_period' and closure_rate is not null order by month
        """
    )
    found = ask(["closure_rate"], ["metric_time__month"])
    assert defined
    assert [row for row in found if row[0] and row[1] is not None] == defined


def test_the_closure_rate_of_one_grid_is_that_of_its_rows(ask, query: Query) -> None:
    grid, rate = query(
        """
        select grid_code, sum(closed) / sum(reported) from marts.mart_event_closure
        where grid_code is not null group by grid_code order by sum(reported) desc, grid_code limit 1
        """
    )[0]
    where = f"{{{{ Dimension('event__grid_code') }}}} = '{grid}'"
    assert ask(["closure_rate"], [], where) == [(rate,)]


def test_the_resolution_rate_is_that_of_the_mart(ask, query: Query) -> None:
    mart = query(
        """
        select cast(month as timestamp), sum(found), sum(resolved), sum(resolved) / sum(found)
        from marts.mart_dispute_resolution group by month order by month
        """
    )
    metrics = ["disputes_found", "disputes_resolved", "dispute_resolution_rate"]
    assert mart
    assert ask(metrics, ["metric_time__month"]) == mart


def test_the_command_shows_a_metric_of_a_file(build_db: Path, query: Query) -> None:
    command = [sys.executable, str(SCRIPT), "closure_rate", "--by", "metric_time__year"]
    done = subprocess.run(
        [*command, "--file", str(build_db)],
        capture_output=True,
        text=True,
        check=False,
        cwd=SCRIPT.parents[1],
    )
    assert done.returncode == 0, done.stderr
    (year, rate) = query(
        "select year(month), sum(closed) / sum(reported) from marts.mart_event_closure "
        "where month is not null group by 1 order by 1 limit 1"
    )[0]
    assert f"{year}-01-01" in done.stdout
    assert f"{rate:.4f}" in done.stdout
