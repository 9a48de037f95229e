from __future__ import annotations

from pathlib import Path

import pytest

from warehouse import build_state
from warehouse.build_state import OutOfOrderError
from warehouse.errors import NothingToPublishError
from warehouse.paths import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path).prepare()


def finish(home: Home, *steps: build_state.Step) -> None:
    for step in steps:
        build_state.mark(home, step)


def test_nothing_can_follow_on_nothing(home: Home) -> None:
    with pytest.raises(NothingToPublishError, match="duowang build"):
        build_state.require(home, None)


def test_a_step_needs_those_before_it(home: Home) -> None:
    build_state.begin(home, "run-1")
    finish(home, "staging")
    assert build_state.require(home, "run-1", "staging").run_id == "run-1"
    with pytest.raises(OutOfOrderError, match="link of run run-1 is not done"):
        build_state.require(home, "run-1", "staging", "link")


def test_an_unchecked_build_tells_to_check_it(home: Home) -> None:
    build_state.begin(home, "run-1")
    finish(home, "staging", "link", "marts")
    with pytest.raises(OutOfOrderError, match="duowang check"):
        build_state.require(home, None, *build_state.ALL)


def test_a_run_does_not_go_on_with_what_another_has_built(home: Home) -> None:
    build_state.begin(home, "run-1")
    finish(home, "staging")
    build_state.begin(home, "run-2")
    with pytest.raises(OutOfOrderError, match="of run run-2, not of run-1"):
        build_state.require(home, "run-1", "staging")


def test_doing_a_step_again_opens_what_rests_on_it(home: Home) -> None:
    build_state.begin(home, "run-1")
    finish(home, *build_state.ALL)
    build_state.spoil(home, "link")
    assert build_state.require(home, "run-1").done == ("staging", "check_sources")


def test_a_check_that_is_begun_again_no_longer_counts_and_spoils_nothing_else(home: Home) -> None:
    build_state.begin(home, "run-1")
    finish(home, *build_state.ALL)
    build_state.spoil(home, "check_sources")
    assert build_state.require(home, "run-1").done == ("staging", "link", "marts", "check_marts")


def test_a_state_file_that_was_damaged_counts_as_no_build(home: Home) -> None:
    build_state.begin(home, "run-1")
    (home.build / "state.json").write_text("{")
    assert build_state.load(home) is None
