"""How the last pull of a network ended, and since when it has failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from warehouse.landing.outcomes import outcomes
from warehouse.runs import RunRecord, StageRecord

NOON = datetime(2024, 11, 20, 12, tzinfo=UTC)


def run(hours_ago, outcome, network="shequ", error=None):
    at = NOON - timedelta(hours=hours_ago)
    stage = StageRecord(stage="pull", network=network, outcome=outcome, started_at=at, error=error)
    return RunRecord(run_id=f"r{hours_ago}", started_at=at, stages=(stage,))


def of(records, network="shequ"):
    return next(outcome for outcome in outcomes(records) if outcome.network == network)


def test_a_network_never_pulled_has_not_failed():
    assert not of([]).is_failed


def test_it_has_failed_since_the_first_of_its_unbroken_failures():
    records = [run(1, "failed", error="new"), run(2, "failed", error="old"), run(3, "ok"), run(4, "failed")]
    found = of(records)
    assert (found.is_failed, found.failed_since, found.reason) == (True, NOON - timedelta(hours=2), "new")


def test_a_pull_that_went_well_ends_it_and_one_under_way_does_not():
    assert not of([run(1, "ok"), run(2, "failed")]).is_failed
    assert of([run(1, "running"), run(2, "failed")]).is_failed


def test_networks_do_not_speak_for_each_other():
    records = [run(1, "ok", network="zongzhi"), run(2, "failed")]
    assert of(records).is_failed
    assert not of(records, "zongzhi").is_failed
