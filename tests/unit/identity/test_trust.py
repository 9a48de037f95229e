"""Borrowed numbers are taken from the borrower; one's own is kept."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.identity.people import NUMBER, Row, citizen_id, groups, person, prepared

CHILD = {"name_text": "刘小明", "sex": "male", "birth_date": date(2010, 6, 1), "relation": "child"}
OLD_NUMBER = NUMBER[:6] + NUMBER[8:17]


def believed(rows: list[Row]) -> set[str]:
    with prepared(rows) as con:
        found = con.execute("select p.source_record_id from trusted join person as p using (rid)").fetchall()
    return {record for (record,) in found}


def test_a_child_under_the_number_of_the_head_is_somebody_else() -> None:
    rows = [person(1, id_text=NUMBER), person(2, "shequ", id_text=NUMBER), person(3, id_text=NUMBER, **CHILD)]
    assert believed(rows) == {"R001", "R002"}
    assert groups(rows) == {frozenset({"R001", "R002"}), frozenset({"R003"})}


def test_the_only_holder_of_a_number_that_cannot_be_hers_is_not_believed() -> None:
    assert believed([person(1, id_text=NUMBER, **CHILD)]) == set()


def test_a_slip_in_the_birth_date_does_not_cost_the_number() -> None:
    assert believed([person(1, id_text=NUMBER, birth_date=date(1985, 3, 16))]) == {"R001"}


def test_a_number_is_kept_through_a_change_of_name() -> None:
    rows = [person(1, id_text=NUMBER), person(2, "shequ", id_text=NUMBER, name_text="王雅静")]
    assert groups(rows) == {frozenset({"R001", "R002"})}


def test_two_names_of_one_household_under_one_number_are_two_people() -> None:
    at_home = {"household_ref": "H1"}
    rows = [
        person(1, id_text=NUMBER, **at_home),
        person(2, "shequ", id_text=NUMBER),
        person(3, id_text=NUMBER, name_text="王雅静", **at_home),
    ]
    assert believed(rows) == {"R001", "R002"}


@pytest.mark.parametrize("name", ["王方", "王?", "王 芳", "王芳B"])
def test_a_number_is_kept_through_a_slip_in_the_name(name: str) -> None:
    assert believed([person(1, id_text=NUMBER), person(2, "shequ", id_text=NUMBER, name_text=name)]) == {
        "R001",
        "R002",
    }


def test_fifteen_digits_count_as_the_eighteen_they_became() -> None:
    rows = [person(1, id_text=NUMBER), person(2, "shequ", id_text=OLD_NUMBER, phone_text=None)]
    assert groups(rows) == {frozenset({"R001", "R002"})}


def test_twins_may_share_fifteen_digits() -> None:
    twin = {"name_text": "王明亮", "sex": "male", "phone_text": None}
    rows = [
        person(1, id_text=OLD_NUMBER, name_text="王明丽"),
        person(2, "shequ", id_text=OLD_NUMBER, name_text="王明丽"),
        person(3, id_text=OLD_NUMBER, **twin),
    ]
    assert frozenset({"R003"}) in groups(rows)


def test_a_placeholder_belongs_to_nobody() -> None:
    rows = [
        person(1, id_text="111111111111111111"),
        person(2, "shequ", id_text="111111111111111111", **CHILD),
    ]
    assert believed(rows) == set()
    assert len(groups(rows)) == 2


def test_a_number_that_may_have_lost_digits_is_believed_when_another_record_has_it_too() -> None:
    born = {"birth_date": date(1960, 1, 1), "sex": "unknown"}
    doubtful = next(
        number
        for number in (citizen_id(date(1960, 1, 1), sequence) for sequence in range(101, 999))
        if number.isdigit() and int(number) % 32 == 0
    )
    assert believed([person(1, id_text=doubtful, **born)]) == set()
    assert believed([person(1, id_text=doubtful, **born), person(2, "shequ", id_text=doubtful, **born)]) == {
        "R001",
        "R002",
    }
