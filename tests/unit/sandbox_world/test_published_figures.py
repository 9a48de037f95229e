"""A hub that follows the rules computes the published figures, whatever the people, the seed and the dirt."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from sandbox.world.build import create
from sandbox.world.figures import laid_figures
from tests.unit.sandbox_world import hub
from tests.unit.sandbox_world.conftest import Homes


def assert_laid(home: Path) -> None:
    found = hub.figures(home)
    visits = found.pop("visits")
    laid = {figure.name: int(figure.value) for figure in laid_figures() if figure.numerator is None}
    assert visits >= laid.pop("visits")
    assert found == laid


@pytest.mark.parametrize("dirt", ["none", "default", "heavy"])
def test_figures_come_out_under_every_dirt(homes: Homes, dirt: str) -> None:
    assert_laid(homes(dirt))


def test_figures_come_out_for_few_people_and_another_seed(tmp_path: Path) -> None:
    create(tmp_path, people=120, seed=7, dirt="heavy")
    assert_laid(tmp_path)


def test_figures_stay_while_days_pass(later_home: Path) -> None:
    assert_laid(later_home)


def test_rates_are_rounded_half_up() -> None:
    rates = {figure.name: figure.value for figure in laid_figures() if figure.numerator is not None}
    assert rates == {
        "grid_event_closure_rate": Decimal("99.48"),
        "dispute_event_closure_rate": Decimal("99.68"),
        "dispute_resolution_rate": Decimal("98.2"),
    }


def test_the_truth_file_tells_the_figures(homes: Homes) -> None:
    with (homes("default") / "truth" / "figures.csv").open(encoding="utf-8") as stream:
        rows = {row["figure"]: row for row in csv.DictReader(stream)}
    assert rows["grid_events_reported"]["value"] == "11447"
    assert rows["dispute_resolution_rate"]["numerator"] == "1232"
    assert len(rows) == 31
