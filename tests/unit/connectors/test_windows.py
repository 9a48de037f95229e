"""Windows are half-open, and what is asked next follows from the manifests alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.engine.manifest import Manifest
from connectors.engine.moments import micros, moment
from connectors.engine.planning import begun, next_range, unfinished, watermark
from connectors.engine.window import BEGINNING, FOREVER, Window, compact, floor_to

SECOND = 1_000_000
TIMES = st.integers(BEGINNING, FOREVER)
DAY = timedelta(days=1)


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2024, 11, day, hour, tzinfo=UTC)


def batch(start: datetime, end: datetime, **more: Any) -> Manifest:
    given: dict[str, Any] = {
        "batch_id": f"zongzhi.dept.{start}",
        "network": "zongzhi",
        "stream": "dept",
        "kind": "window",
        "window_from": start,
        "window_to": end,
        "watermark": end - timedelta(hours=1),
        "pulled_at": end,
        "finished_at": end,
        "pull_id": "first",
        "pull_from": at(1),
        "pull_to": at(9),
        "received": 0,
        "landed": 0,
        "duplicates": 0,
        "quarantined": 0,
        "schema_fingerprint": "x",
        "contract_version": "1",
    }
    return Manifest(**given | more)


@given(st.tuples(TIMES, TIMES).map(sorted), st.sampled_from([1000, SECOND]))
def test_halves_join_without_gap_or_overlap(ends: list[int], tick: int) -> None:
    window = Window(floor_to(ends[0], tick), floor_to(ends[1], tick))
    halves = window.halves(tick)
    if halves is None:
        assert window.end - window.start <= tick
        return
    first, second = halves
    assert (first.start, first.end, second.end) == (window.start, second.start, window.end)
    assert first.start < first.end < second.end
    assert (first.end - window.start) % tick == 0


@given(TIMES, TIMES)
def test_a_time_lies_in_exactly_one_of_two_adjoining_windows(edge: int, value: int) -> None:
    first, second = Window(BEGINNING, edge), Window(edge, FOREVER + 1)
    assert first.holds(value) + second.holds(value) == 1


@given(TIMES)
def test_times_and_their_numbers_are_the_same(value: int) -> None:
    assert micros(moment(value)) == value


def test_batch_ids_show_fractions_only_where_there_are_any() -> None:
    assert compact(micros(at(18, 16))) == "20241118T160000Z"
    assert compact(micros(at(18, 16)) + 120_000) == "20241118T16000012Z"


def test_the_first_pull_begins_before_everything() -> None:
    found = next_range([], micros(at(9)), DAY, "p")
    assert found is not None
    assert found.window == Window(BEGINNING, micros(at(9)))


def test_the_next_pull_begins_a_look_back_before_what_was_seen_not_before_what_was_asked() -> None:
    batches = [batch(at(1), at(9), watermark=at(5))]
    found = next_range(batches, micros(at(20)), DAY, "p")
    assert found is not None
    assert moment(found.window.start) == at(4)


def test_batches_without_a_watermark_do_not_move_the_next_pull() -> None:
    batches = [batch(at(1), at(3)), batch(at(9), at(9), watermark=None, open_end=True, pull_id="")]
    assert watermark(batches) == micros(at(2, 23))


def test_a_pull_cut_short_goes_on_where_its_batches_end() -> None:
    found = unfinished([batch(at(1), at(3)), batch(at(3), at(6))])
    assert found is not None
    assert (moment(found.window.start), moment(found.window.end), found.pull_id) == (at(6), at(9), "first")


@pytest.mark.parametrize("last", [{}, {"is_backfill": True, "pull_id": "again", "pull_to": at(20)}])
def test_a_pull_that_reached_its_end_is_finished_whatever_a_backfill_left(last: dict[str, Any]) -> None:
    assert unfinished([batch(at(1), at(6)), batch(at(6), at(9)), batch(at(1), at(2), **last)]) is None


def test_a_pull_killed_before_its_first_batch_goes_on_to_its_own_end() -> None:
    new = next_range([], micros(at(9, 2)), DAY, "second")
    head = {"start": BEGINNING, "pull": [BEGINNING, micros(at(9))], "pull_id": "first"}
    found = begun(head, new)
    assert found is not None
    assert (found.pull_id, found.window.end) == ("first", micros(at(9)))
    assert begun(head | {"start": BEGINNING + SECOND}, new) is None
    assert begun(None, new) is None
