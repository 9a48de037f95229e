"""Figures and marts through a re-demarcation, a change of code set and the renaming of a village."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager

from tests.integration.events import history
from tests.integration.events.history import (
    COMMUNITY,
    CUT,
    EAST,
    KEPT,
    NAMESAKE,
    NAMESAKE_GRID,
    SOLE,
    VILLAGE,
    VILLAGE_GRID,
    WEST,
)
from tests.support.dbt_project import DbtProject
from tests.support.landing import land

pytestmark = pytest.mark.slow  # three builds of the whole project

LAYERS = (
    *("+path:models/facts", "+path:models/dimensions", "+path:models/marts", "+path:models/ops"),
    "int_event_code_usage",
)
UNTESTED = ("resource_type:test", "resource_type:unit_test")
OLD, NEW = "@20200101", "@20230701"
Answer = list[tuple[object, ...]]


@dataclass(frozen=True)
class Moments:
    """The build database as it was at each moment."""

    before: Path
    after: Path
    swapped: Path


@pytest.fixture(scope="module")
def moments(tmp_path_factory: pytest.TempPathFactory) -> Moments:
    folder = tmp_path_factory.mktemp("history")
    daily = folder / "daily.duckdb"
    steps = {
        "before": (history.land_before,),
        "after": (history.land_after,),
        "swapped": (history.land_swap, history.land_renaming),
    }
    for name, parts in steps.items():
        land(daily, history.PEOPLE, *parts)
        build(daily, folder)
        shutil.copy(daily, folder / f"{name}.duckdb")
    return Moments(*(folder / f"{name}.duckdb" for name in steps))


def build(database: Path, folder: Path) -> None:
    DbtProject(database, folder).build(*LAYERS, exclude=UNTESTED)
    DuckDBConnectionManager.close_all_connections()


def ask(database: Path, sql: str, *values: object) -> Answer:
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(sql, list(values)).fetchall()


def figure(database: Path, name: str) -> object:
    ((value,),) = ask(database, "select value from marts.mart_published_figures where figure = ?", name)
    return value


def placed(database: Path) -> dict[str, tuple[object, ...]]:
    """Today's grid, the grid of the day and the way of placing, by the number of the report."""
    rows = ask(
        database,
        """
        select reports.source_record_id, events.grid_code, events.grid_key_at_report, events.placed_by
        from marts.fct_event as events
        inner join marts.fct_event_report as reports using (event_key)
        """,
    )
    return {str(number): tuple(place) for number, *place in rows}


def test_before_the_redemarcation_the_old_grids_are_todays(moments: Moments) -> None:
    assert figure(moments.before, "grids") == 2
    scorecard = "select grid_code from marts.mart_grid_scorecard order by grid_code"
    assert ask(moments.before, scorecard) == [(CUT,), (KEPT,), (VILLAGE_GRID,), (NAMESAKE_GRID,)]
    places = placed(moments.before)
    assert places["E1"] == (CUT, f"{CUT}{OLD}", "grid_code")
    assert places["E4"] == (CUT, f"{CUT}{OLD}", "polygon")


def test_a_redemarcation_moves_each_record_as_far_as_its_evidence_goes(moments: Moments) -> None:
    places = placed(moments.after)
    assert places["E1"] == (EAST, f"{CUT}{OLD}", "old_grid_code_and_polygon")
    assert places["E2"] == (None, f"{CUT}{OLD}", "division"), "cut in two, and nothing says which half"
    assert places["E3"] == (SOLE, f"{KEPT}{OLD}", "old_grid_code")
    assert places["E4"] == (WEST, f"{CUT}{OLD}", "polygon")
    assert places["E7"] == (SOLE, f"{SOLE}{NEW}", "grid_code")


def test_the_local_day_decides_which_scheme_was_in_force(moments: Moments) -> None:
    places = placed(moments.after)
    assert places["E5"] == (WEST, f"{WEST}{NEW}", "old_grid_code_and_polygon"), "ten past midnight"
    assert places["E6"] == (EAST, f"{CUT}{OLD}", "grid_code"), "ten to midnight, written down later"
    assert places["E8"] == (None, None, "division"), "a stale code of a grid that was cut"


def test_a_redemarcation_loses_no_event_and_counts_todays_grids(moments: Moments) -> None:
    assert figure(moments.after, "grids") == 3
    june = """
        select grid_code, sum(reported), sum(closed)
        from marts.mart_event_closure
        where month = date '2023-06-01' and division_code = ?
        group by grid_code order by grid_code nulls last
    """
    assert ask(moments.before, june, COMMUNITY) == [(CUT, 3, 3), (KEPT, 1, 1)]
    assert ask(moments.after, june, COMMUNITY) == [(WEST, 1, 1), (EAST, 2, 2), (SOLE, 1, 1), (None, 1, 1)]
    scorecard = "select grid_code from marts.mart_grid_scorecard where kind = 'urban' order by grid_code"
    assert ask(moments.after, scorecard) == [(WEST,), (EAST,), (SOLE,)]
    by_day = "select count(*) from marts.dim_grid where valid_from <= ? and coalesce(valid_to > ?, true)"
    assert ask(moments.after, by_day, date(2023, 6, 30), date(2023, 6, 30)) == [(4,)]
    assert ask(moments.after, by_day, date(2023, 7, 1), date(2023, 7, 1)) == [(5,)]


def test_a_record_that_was_mended_places_its_household_and_the_visits_to_it(moments: Moments) -> None:
    people = "select grid_code from marts.dim_resident where resident_key = ? and is_current"
    assert ask(moments.before, people, "resident-R1") == [(CUT,)]
    assert ask(moments.after, people, "resident-R1") == [(WEST,)]
    assert ask(moments.after, people, "resident-R2") == [(SOLE,)]
    visits = """
        select visits.grid_code, visits.grid_key_at_visit, visits.placed_by
        from marts.fct_visit as visits order by visits.visited_at
    """
    assert ask(moments.after, visits) == [
        (WEST, f"{CUT}{OLD}", "household"),
        (WEST, f"{WEST}{NEW}", "household"),
    ]


def test_a_code_means_what_its_set_said_on_the_local_day_of_the_report(moments: Moments) -> None:
    types = """
        select reports.source_record_id, events.event_type_code
        from marts.fct_event as events
        inner join marts.fct_event_report as reports using (event_key)
        where reports.network = 'chengguan' order by 1
    """
    assert ask(moments.swapped, types) == [
        ("C1", "flying_wire_charging"),
        ("C2", "disorderly_parking"),
        ("C3", "dog"),
        ("C4", "flying_wire_charging"),
        ("C5", "flying_wire_charging"),
        ("C6", "unmapped"),
    ]


def test_the_closure_by_type_follows_the_swap(moments: Moments) -> None:
    closure = """
        select month, event_type_code, sum(reported), sum(closed)
        from marts.mart_event_closure
        where origin_network = 'chengguan'
        group by month, event_type_code order by month, event_type_code
    """
    june, july = date(2024, 6, 1), date(2024, 7, 1)
    assert ask(moments.swapped, closure) == [
        (june, "flying_wire_charging", 2, 1),
        (july, "disorderly_parking", 1, 0),
        (july, "dog", 1, 0),
        (july, "flying_wire_charging", 1, 0),
        (july, "unmapped", 1, 0),
    ]


def test_a_code_of_an_unknown_set_is_counted(moments: Moments) -> None:
    accuracy = """
        select records, records_ok from marts.mart_data_accuracy
        where network = 'chengguan' and rule = 'code_mapped' and as_of = date '2024-07-05'
    """
    usage = """
        select code_set, source_code, records from conformed.int_event_code_usage
        where network = 'chengguan' and code_list = 'event_type' and mapped_by = 'unmapped'
    """
    assert ask(moments.swapped, usage) == [("C", "2-04-01", 1)]
    assert ask(moments.swapped, accuracy) == [(6, 5)]


def test_a_renamed_village_stays_one_division_under_both_names(moments: Moments) -> None:
    division = "select name_zh, former_names, is_current from marts.dim_division where division_code = ?"
    assert ask(moments.after, division, VILLAGE) == [("前进村", [], True)]
    assert ask(moments.swapped, division, VILLAGE) == [("红旗村", ["前进村"], True)]
    for figures in ("communities_and_villages", "pilot_villages"):
        assert figure(moments.after, figures) == figure(moments.swapped, figures)


def test_reports_by_the_old_and_the_new_name_count_for_one_village(moments: Moments) -> None:
    counts = """
        select division_code, sum(reported) from marts.mart_event_closure
        where division_code in (?, ?) group by 1 order by 1
    """
    assert ask(moments.before, counts, VILLAGE, NAMESAKE) == [(VILLAGE, 1)]
    assert ask(moments.swapped, counts, VILLAGE, NAMESAKE) == [(VILLAGE, 3), (NAMESAKE, 1)]
    nameless = """
        select events.division_code, events.placed_by from marts.fct_event as events
        inner join marts.fct_event_report as reports using (event_key)
        where reports.source_record_id = 'V5'
    """
    assert ask(moments.swapped, nameless) == [(None, "none")], "the name alone is that of two villages"


def test_a_person_is_placed_by_an_address_under_the_former_name(moments: Moments) -> None:
    place = """
        select division_code, grid_code, placed_by from marts.dim_resident
        where resident_key = 'resident-R3' and is_current
    """
    for moment in (moments.before, moments.swapped):
        assert ask(moment, place) == [(VILLAGE, VILLAGE_GRID, "address")]
