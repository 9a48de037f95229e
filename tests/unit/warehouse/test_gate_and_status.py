from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from expectations.results import QualityResult
from warehouse.errors import GateStoppedError
from warehouse.exit_codes import ExitCode
from warehouse.pipeline.gate import stop_if_broken, tally
from warehouse.pipeline.status import failing, outcome
from warehouse.runs import RunRecord, StageRecord

START = datetime(2024, 11, 20, tzinfo=UTC)
GOOD = QualityResult(
    run_id="r1",
    suite="publish",
    expectation="rate_in_bounds",
    network="hub",
    stream_or_table="mart_event_closure",
    severity="error",
    success=True,
    observed=0.99,
    threshold="0..1",
    checked_at=START,
    owner="data office",
    says="rates lie within 0..1",
    action="look at the closing times",
)
BAD = replace(GOOD, success=False, observed=7.0)


def on_day(day: int, result: QualityResult) -> QualityResult:
    return replace(result, run_id=f"r{day}", checked_at=START + timedelta(days=day))


def test_a_gate_opens_when_only_warnings_fail() -> None:
    results = [GOOD, replace(BAD, severity="warning")]
    stop_if_broken(results)
    assert tally(results) == {"rules": 2, "errors": 0, "warnings": 1}


def test_a_failed_error_says_which_rule_what_to_do_and_whom_to_ask() -> None:
    with pytest.raises(GateStoppedError) as caught:
        stop_if_broken([GOOD, BAD])
    error = caught.value
    assert "rate_in_bounds" in error.what
    assert "mart_event_closure" in error.where
    assert "look at the closing times" in error.fix
    assert "data office" in error.fix
    assert error.exit_code is ExitCode.GATE_STOPPED


def test_a_rule_fails_since_the_first_failure_without_a_break() -> None:
    history = [on_day(1, BAD), on_day(2, GOOD), on_day(3, BAD), on_day(4, BAD)]
    [rule] = failing(history)
    assert rule.since == START + timedelta(days=3)
    assert rule.result.run_id == "r4"


def test_a_rule_that_holds_again_or_is_no_longer_checked_is_not_failing() -> None:
    assert failing([on_day(1, BAD), on_day(2, GOOD)]) == []
    other = replace(GOOD, expectation="another_rule")
    assert failing([on_day(1, BAD), on_day(2, other)]) == []
    assert failing([]) == []


@pytest.mark.parametrize(
    ("stages", "is_alive", "told"),
    [
        (["ok", "ok"], False, "ok"),
        (["ok", "failed"], False, "failed in check marts"),
        (["ok", "running"], True, "running"),
        (["ok", "running"], False, "interrupted"),
    ],
)
def test_a_run_ends_as_its_stages_did(stages: list[str], is_alive: bool, told: str) -> None:
    records = tuple(
        StageRecord.model_validate({"stage": name, "outcome": stage, "started_at": START})
        for name, stage in zip(("link", "check_marts"), stages, strict=True)
    )
    record = RunRecord(run_id="r1", started_at=START, stages=records)
    assert outcome(record, is_alive=is_alive).startswith(told)
