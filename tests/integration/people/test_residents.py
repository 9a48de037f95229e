"""One person, one row at a time: what the registers say, dated by when they said it."""

from __future__ import annotations

from datetime import date

from tests.integration.people.conftest import Days, Rows
from tests.integration.people.county import EAST, NORTH, STREET, VILLAGE, VILLAGE_GRID


def versions(rows: Rows, key: str) -> Rows:
    return sorted((row for row in rows if row["resident_key"] == key), key=lambda row: str(row["valid_from"]))


def current(rows: Rows) -> dict[object, dict[str, object]]:
    return {row["resident_key"]: row for row in rows if row["is_current"]}


def test_a_person_known_to_three_networks_is_one_current_row(days: Days) -> None:
    li = current(days.first["dim_resident"])["li"]
    assert (li["networks"], li["network_count"], li["record_count"]) == (
        ["chengguan", "shequ", "zongzhi"],
        3,
        3,
    )
    assert (li["grid_code"], li["division_code"], li["residence_kind"]) == (EAST, STREET, "registered")
    assert (li["sex"], li["birth_year"], li["age_band"]) == ("male", 1985, "36-59")


def test_test_rows_and_deleted_people_are_nobody(days: Days) -> None:
    keys = {row["resident_key"] for row in days.second["dim_resident"]}
    assert not keys & {"tester", "deleted"}


def test_a_stale_code_is_read_by_the_household_where_its_grid_was_cut(days: Days) -> None:
    assert current(days.first["dim_resident"])["zhang"]["grid_code"] == EAST


def test_a_move_closes_one_version_and_opens_the_next(days: Days) -> None:
    before, after = versions(days.second["dim_resident"], "zhang")
    assert (before["valid_from"], before["valid_to"]) == (date(2024, 11, 18), date(2024, 11, 20))
    assert (after["valid_from"], after["valid_to"], after["is_current"]) == (date(2024, 11, 20), None, True)
    assert (before["grid_code"], before["residence_kind"]) == (EAST, "registered")
    assert (after["grid_code"], after["residence_kind"]) == (NORTH, "floating")


def test_who_has_no_record_left_keeps_ended_versions_only(days: Days) -> None:
    now = current(days.second["dim_resident"])
    for key, last_day in {"leaving": date(2024, 11, 20), "vanishing": date(2024, 11, 20)}.items():
        assert key in current(days.first["dim_resident"])
        assert key not in now
        assert [row["valid_to"] for row in versions(days.second["dim_resident"], key)] == [last_day]


def test_a_deleted_record_leaves_the_networks_from_that_day(days: Days) -> None:
    before, after = versions(days.second["dim_resident"], "li")
    assert before["networks"] == ["chengguan", "shequ", "zongzhi"]
    assert (after["networks"], after["valid_from"]) == (["chengguan", "zongzhi"], date(2024, 11, 20))


def test_who_has_moved_out_is_a_person_without_that_place(days: Days) -> None:
    mover = current(days.first["dim_resident"])["mover"]
    assert (mover["networks"], mover["grid_code"], mover["household_key"]) == (["shequ"], None, None)


def test_households_of_two_registers_are_one_by_their_members(days: Days) -> None:
    households = {tuple(row["networks"]): row for row in days.first["dim_household"]}  # type: ignore[arg-type]
    town, village = households["shequ", "zongzhi"], households["xiangcun", "zongzhi"]
    assert (town["grid_code"], town["member_count"]) == (EAST, 2)
    assert (village["grid_code"], village["division_code"], village["member_count"]) == (
        VILLAGE_GRID,
        VILLAGE,
        2,
    )
    people = current(days.first["dim_resident"])
    assert people["zhang"]["household_key"] == people["li"]["household_key"] == town["household_key"]


def test_a_rebuild_from_landing_equals_the_increments(days: Days) -> None:
    assert days.rebuilt == days.second
    assert days.first != days.second
