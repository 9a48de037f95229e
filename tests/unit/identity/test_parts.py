"""The small parts: groups, dates, calibration, priors, masking."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.identity import dates, masking
from warehouse.identity.calibrate import Calibration, Calibrator, Curve
from warehouse.identity.groups import leaders
from warehouse.identity.posterior import prior_odds
from warehouse.identity.steady import steady

EDGES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60)


@given(EDGES, st.randoms())
def test_groups_do_not_depend_on_the_order_of_links(edges: list[tuple[int, int]], random) -> None:
    shuffled = [pair if random.random() < 0.5 else pair[::-1] for pair in edges]
    random.shuffle(shuffled)
    found = leaders(edges)
    assert leaders(shuffled) == found
    assert all(found[left] == found[right] for left, right in edges)
    assert all(found[leader] == leader and leader <= unit for unit, leader in found.items())


@pytest.mark.parametrize(
    ("other", "level"),
    [
        (19850315, "equal"),
        (19850316, "near"),
        (19860315, "near"),
        (19850415, "near"),
        (19851503, "near"),
        (19850720, "same_year"),
        (19700101, "differs"),
    ],
)
def test_levels_of_dates(other: int, level: str) -> None:
    row = duckdb.execute(
        f"select {dates.level('19850315', str(other))}, {dates.level(str(other), '19850315')}"
    )
    assert row.fetchone() == (dates.LEVELS.index(level),) * 2


def seen(
    raw: float, right: int, wrong: int, *, is_whole: bool = True
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n = right + wrong
    return np.full(n, raw), np.array([True] * right + [False] * wrong), np.full(n, is_whole)


def value(calibration: Calibration, raw: float, name_level: int = 0) -> float:
    row = duckdb.execute(
        f"select {calibration.sql()} from (select {raw!r}::double as raw, {name_level} as name_level)"
    ).fetchone()
    assert row is not None
    return float(row[0])


def test_a_model_that_was_right_is_believed() -> None:
    calibrator = Calibrator()
    calibrator.add(*seen(0.99999, 6000, 0))
    calibrator.add(*seen(0.95, 95, 5))
    calibration = calibrator.fit()
    assert value(calibration, 0.99999) > 0.9998
    assert 0.9 < value(calibration, 0.95) <= 0.95


def test_a_model_that_was_too_sure_is_taken_down() -> None:
    calibrator = Calibrator()
    calibrator.add(*seen(0.99999, 950, 50))
    assert value(calibrator.fit(), 0.99999) == pytest.approx(0.95, abs=0.02)


def test_what_goes_wrong_with_similar_names_is_not_held_against_the_same_name() -> None:
    calibrator = Calibrator()
    calibrator.add(*seen(0.9999, 3000, 0))
    calibrator.add(*seen(0.9999, 297, 3, is_whole=False))
    calibration = calibrator.fit()
    assert value(calibration, 0.9999) > 0.9998
    assert value(calibration, 0.9999, name_level=1) < 0.9995


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.3, 1), st.floats(0, 0.05))
def test_calibration_rises_and_never_exceeds_the_raw_probability(
    one: float, two: float, slope: float, lapse: float
) -> None:
    low, high = sorted((round(one, 6), round(two, 6)))
    curve = Curve(slope, lapse, 0, 0)
    calibration = Calibration(curve, curve)
    assert value(calibration, low) <= value(calibration, high) <= high


def test_the_prior_is_learned_and_bounded() -> None:
    assert prior_odds(np.full(1000, 1e6)) == pytest.approx(49, rel=0.03)
    assert prior_odds(np.full(1000, 1e-6)) == pytest.approx(1)
    mixed = np.concatenate([np.full(900, 1e6), np.full(100, 1e-6)])
    assert prior_odds(mixed) == pytest.approx(9, rel=0.03)
    assert prior_odds(np.array([])) == pytest.approx(4, rel=0.03)


def test_masking_leaves_no_more_than_needed() -> None:
    assert masking.masked_name("王晓明") == "王**"
    assert masking.masked_id("229923198503150027") == "229923********0027"
    assert masking.masked_id("12345") == "*****"
    assert masking.masked_phone("13812345671") == "138****5671"
    assert masking.masked_birth(date(1985, 3, 15)) == "1985-**-**"
    assert masking.masked_address("伊通镇前进村后屯12号") == "伊通镇前进村后屯…"
    assert [mask(None) for mask in (masking.masked_name, masking.masked_id, masking.masked_phone)] == [""] * 3


@given(st.floats(1e-9, 1e9))
def test_steady_numbers_are_near_and_do_not_drift(value: float) -> None:
    assert steady(value) == pytest.approx(value, rel=0.026)
    assert steady(steady(value)) == pytest.approx(steady(value), rel=1e-9)
    assert steady(0) == 0
