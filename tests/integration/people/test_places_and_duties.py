"""Grids, divisions, posts and the facts that hang on them."""

from __future__ import annotations

from datetime import date

from tests.integration.people.conftest import Days, Rows
from tests.integration.people.county import (
    EAST,
    NORTH,
    OLD_CUT,
    OLD_WHOLE,
    STREET,
    VILLAGE,
    VILLAGE_GRID,
    WEST,
)


def by(rows: Rows, column: str) -> dict[object, dict[str, object]]:
    return {row[column]: row for row in rows}


def test_both_schemes_of_grids_stand_with_their_time(days: Days) -> None:
    grids = by(days.first["dim_grid"], "grid_code")
    assert set(grids) == {OLD_CUT, OLD_WHOLE, WEST, EAST, NORTH, VILLAGE_GRID}
    assert {code for code, grid in grids.items() if grid["is_current"]} == {WEST, EAST, NORTH, VILLAGE_GRID}
    assert (grids[OLD_CUT]["valid_from"], grids[OLD_CUT]["valid_to"]) == (date(2019, 1, 1), date(2023, 7, 1))
    assert (grids[WEST]["grid_key"], grids[WEST]["predecessor_codes"]) == (f"{WEST}@20230701", [OLD_CUT])
    assert (grids[NORTH]["centre_lng"], grids[NORTH]["centre_lat"]) == (125.31, 43.355)


def test_a_division_keeps_the_names_it_had(days: Days) -> None:
    divisions = by(days.first["dim_division"], "division_code")
    village, street = divisions[VILLAGE], divisions[STREET]
    assert (village["name_zh"], village["former_names"]) == ("新甲村", ["甲村"])
    assert (village["kind"], village["lawsuit_free_level"]) == ("village", "demonstration")
    assert (village["town_code"], village["town_name_zh"]) == ("229923100000", "某镇")
    assert (street["kind"], street["brand_zh"], street["is_current"]) == ("community", "东茶馆", True)


def test_a_vacant_post_is_in_term_but_not_filled_and_lies_where_its_pair_does(days: Days) -> None:
    posts = by(days.first["dim_post"], "post_code")
    assert (posts["P1"]["kind"], posts["P1"]["is_filled"], posts["P1"]["partner_post_code"]) == (
        *("estate_chief", True),
        "P2",
    )
    assert (posts["P2"]["role"], posts["P2"]["is_filled"], posts["P2"]["is_current"]) == ("B", False, True)
    assert posts["P2"]["grid_code"] == WEST


def test_a_visit_to_an_unknown_household_counts_without_it(days: Days) -> None:
    known, unknown = sorted(days.first["fct_visit"], key=lambda row: row["post_code"] is None)
    households = by(days.first["dim_household"], "household_key")
    assert households[known["household_key"]]["grid_code"] == EAST
    assert (unknown["household_key"], unknown["post_code"], unknown["division_code"]) == (None, None, None)


def test_village_entries_and_honours_lie_in_their_village(days: Days) -> None:
    (entry,) = days.first["fct_civility_entry"]
    assert (entry["points"], entry["listed"], entry["entered_on"]) == (-3, "red", date(2024, 11, 4))
    (honour,) = days.first["fct_honour"]
    assert (honour["title"], honour["year"], honour["division_code"]) == ("好人", 2023, VILLAGE)
    assert entry["division_code"] == VILLAGE


def test_the_calendar_knows_make_up_days_and_ends_with_next_year(days: Days) -> None:
    calendar = by(days.first["dim_date"], "date_day")
    assert calendar[date(2024, 10, 1)]["is_workday"] is False
    assert calendar[date(2024, 10, 12)]["is_workday"] is True
    assert calendar[date(2024, 11, 20)]["name_zh"] == "2024年11月20日 星期三"
    assert max(calendar, key=str) == date(2025, 12, 31)
