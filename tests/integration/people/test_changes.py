"""Facts of duty and service through changes and deletions."""

from __future__ import annotations

from tests.integration.people.conftest import Days, Rows
from tests.integration.people.county import NORTH, STREET, VILLAGE, VILLAGE_GRID, WEST


def only(rows: Rows) -> dict[str, object]:
    (row,) = rows
    return row


def test_a_whistle_is_solved_and_one_that_is_gone_counts_no_more(days: Days) -> None:
    assert [row["is_solved"] for row in days.first["fct_whistle"]] == [False, False]
    whistle = only(days.second["fct_whistle"])
    assert (whistle["is_solved"], whistle["hours_to_report_in"], whistle["departments"]) == (
        *(True, 1.5),
        ["B05", "B06"],
    )


def test_a_team_member_changes_class_and_a_deleted_one_leaves(days: Days) -> None:
    assert sorted(str(row["class"]) for row in days.first["fct_team_member"]) == [
        "lawyer",
        "legal_wise_person",
    ]
    member = only(days.second["fct_team_member"])
    assert (member["class"], member["division_code"]) == ("judge", VILLAGE)


def test_an_action_outlives_the_group_that_held_it(days: Days) -> None:
    assert len(days.first["fct_volunteer_action"]) == 2
    action = only(days.second["fct_volunteer_action"])
    assert (action["attendees"], action["division_code"]) == (20, STREET)
    assert action["group_kind"] == days.first["fct_volunteer_action"][0]["group_kind"]


def test_a_company_is_listed_and_interviewed_and_a_deleted_one_leaves(days: Days) -> None:
    assert {row["listed"] for row in days.first["dim_property_company"]} == {"none"}
    company = only(days.second["dim_property_company"])
    assert (company["listed"], company["interviewed"]) == ("black", True)


def test_of_a_pair_the_a_post_falls_vacant_and_the_b_post_is_filled(days: Days) -> None:
    def filled(rows: Rows) -> dict[object, object]:
        return {row["post_code"]: row["is_filled"] for row in rows}

    assert filled(days.first["dim_post"]) == {"P1": True, "P2": False}
    assert filled(days.second["dim_post"]) == {"P1": False, "P2": True}
    assert {row["post_code"]: row["placed_by"] for row in days.second["dim_post"]} == {
        "P1": "grid_code",
        "P2": "partner_post",
    }


def test_a_deleted_visit_goes_and_the_other_follows_its_household(days: Days) -> None:
    assert len(days.first["fct_visit"]) == 2
    visit = only(days.second["fct_visit"])
    (key,) = {
        row["household_key"] for row in days.second["dim_household"] if row["grid_code"] == visit["grid_code"]
    }
    assert (visit["household_key"], visit["placed_by"]) == (key, "household")
    assert visit["grid_code"] not in (WEST, NORTH)
    assert visit["grid_key_at_visit"] == f"{visit['grid_code']}@20230701"


def test_what_a_village_takes_out_of_its_files_is_gone(days: Days) -> None:
    before, after = only(days.first["fct_civility_entry"]), only(days.second["fct_civility_entry"])
    assert (before["points"], after["points"], after["listed"]) == (-3, 5, "none")
    assert (after["grid_code"], after["placed_by"]) == (VILLAGE_GRID, "household")
    assert (only(days.first["fct_honour"])["title"], only(days.second["fct_honour"])["title"]) == (
        *("好人",),
        "乡贤",
    )
