"""The publish gate on built marts: it lets sound ones through and stops each kind of unsound one."""

import shutil

import duckdb
import pytest

from expectations.gate import check_marts, verdict

UNSOUND = {
    "figures_complete": "delete from marts.mart_published_figures where figure = 'visits'",
    "figures_have_values": "update marts.mart_published_figures set value = null where figure = 'visits'",
    "rate_within_bounds": "update marts.mart_event_closure set closure_rate = 1.01",
    "sums_agree": "delete from marts.mart_event_closure where month is null",
    "small_cells_hidden": "update marts.mart_grid_scorecard set residents = 3 where residents is null",
    "no_personal_columns": "alter table marts.fct_event add column reporter_phone varchar",
    "figures_explained": "update marts.mart_published_figures set definition_en = '' where figure = 'visits'",
    "no_orphan": "update marts.mart_event_closure set event_type_code = 'unheard of'",
    "as_of_known": "update conformed.int_as_of set as_of_at = null",
}


@pytest.fixture
def copy(build_db, tmp_path):
    return shutil.copy(build_db, tmp_path / "build.duckdb")


def test_sound_marts_are_let_through(build_db, tmp_path):
    found = verdict(check_marts(build_db, tmp_path, "run"))
    assert found.failed_errors == ()
    assert found.passed


@pytest.mark.parametrize(("rule", "statement"), UNSOUND.items())
def test_an_unsound_mart_stops_publication(copy, tmp_path, rule, statement):
    with duckdb.connect(str(copy)) as connection:
        connection.execute(statement)
    found = verdict(check_marts(copy, tmp_path / "quality", "run"))
    assert not found.passed
    assert {result.expectation for result in found.failed_errors} == {rule}


def test_figures_far_from_the_published_ones_only_warn(build_db, tmp_path):
    warned = {
        result.stream_or_table
        for result in verdict(check_marts(build_db, tmp_path, "run")).failed_warnings
        if result.expectation == "figure_near_published"
    }
    assert "grids" in warned
    assert "judges" in warned
