"""What fails now, and since when."""

from datetime import UTC, datetime

from expectations.failures import failures, run_summaries
from tests.unit.expectations.test_gate import result


def on(day, **values):
    return result(checked_at=datetime(2024, 11, day, tzinfo=UTC), run_id=f"r{day}", **values)


def test_a_failure_dates_from_the_first_of_its_unbroken_row():
    history = [on(1, success=False), on(2), on(3, success=False), on(4, success=False)]
    assert [failure.since.day for failure in failures(history)] == [3]


def test_what_holds_again_fails_no_more():
    assert failures([on(1, success=False), on(2)]) == []


def test_a_suite_that_was_not_checked_lately_keeps_its_last_word():
    history = [on(1, suite="source_shequ", success=False), on(2, suite="publish")]
    assert [failure.result.suite for failure in failures(history)] == ["source_shequ"]


def test_errors_come_first():
    history = [on(1, expectation="w", success=False), on(1, expectation="e", success=False, severity="error")]
    assert [failure.result.expectation for failure in failures(history)] == ["e", "w"]


def test_runs_are_counted_newest_first():
    history = [on(1), on(2), on(2, success=False), on(2, success=False, severity="error")]
    summaries = run_summaries(history)
    assert [(s.run_id, s.passed, s.failed_errors, s.failed_warnings) for s in summaries] == [
        ("r2", 1, 1, 1),
        ("r1", 1, 0, 0),
    ]
