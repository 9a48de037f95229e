"""Who lives in several counties: what proves it, and what never does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.unit.identity.people import NUMBER, SEEN, citizen_id, person
from tests.unit.province.conftest import Hub

OTHER_NUMBER = citizen_id(date(1985, 3, 15), 208)
MASKED = NUMBER[:6] + "********" + NUMBER[-4:]
OLD_NUMBER = NUMBER[:6] + NUMBER[8:17]
ELSEWHERE = {"phone_text": "13912345672", "address_text": "东辽县白泉镇3号"}
JOINED = {frozenset({"aR001", "bR002"})}


def waiting(hub: Hub) -> list[str]:
    return [str(reason) for (reason,) in hub.ask("select reason from province.identity.review_queue")]


def test_a_valid_number_under_one_name_is_one_person(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER), person(9, name_text="李静", phone_text=None))
    hub.register("b", person(2, id_text=NUMBER, **ELSEWHERE))
    done = hub.link()
    assert hub.together() == JOINED
    assert (done.residents, done.people) == (3, 2)
    assert done.by_rule == {"id_number": 2, "single": 1}
    assert done.absent == ("c",)


@pytest.mark.parametrize("name", ["王方", "王?", "王雅静"])
def test_a_slip_or_a_change_of_name_does_not_hide_a_move(hub: Hub, name: str) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, id_text=NUMBER, name_text=name, **ELSEWHERE))
    hub.link()
    assert hub.together() == JOINED


def test_a_number_borrowed_in_another_county_joins_nobody(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, id_text=NUMBER, name_text="李静", **ELSEWHERE))
    hub.link()
    assert hub.together() == set()
    assert waiting(hub) == []


def test_name_and_birth_date_alone_never_decide_and_ask_nobody(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER), person(3, name_text="张伟", sex="male"))
    hub.register("b", person(2, **ELSEWHERE), person(4, name_text="张伟", sex="male", **ELSEWHERE))
    done = hub.link()
    assert hub.together() == set()
    assert (waiting(hub), done.namesakes) == ([], 2)


def test_name_birth_date_and_telephone_are_one_person(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, address_text="东辽县白泉镇3号"))
    done = hub.link()
    assert hub.together() == JOINED
    assert done.by_rule == {"name_birth_phone": 2}


def test_two_valid_numbers_are_two_people_whatever_else_agrees(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, id_text=OTHER_NUMBER))
    hub.link()
    assert hub.together() == set()
    assert waiting(hub) == []


def test_another_sex_is_another_person(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, sex="male"))
    hub.link()
    assert hub.together() == set()


def test_whom_a_county_holds_apart_no_other_county_joins(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER), person(3, id_text=OTHER_NUMBER))
    hub.register("b", person(2))
    hub.link()
    assert hub.together() == set()
    assert waiting(hub) == ["name_birth_phone", "name_birth_phone"]


def test_a_third_county_s_evidence_does_not_bridge_two_numbers(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2))
    hub.register("c", person(3, id_text=OTHER_NUMBER))
    hub.link()
    assert hub.together() == set()


def test_numbers_join_three_counties_and_evidence_one_of_them(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, id_text=NUMBER, **ELSEWHERE))
    hub.register("c", person(3, **ELSEWHERE))
    done = hub.link()
    assert hub.together() == {frozenset({"aR001", "bR002", "cR003"})}
    assert done.by_rule == {"id_number": 2, "name_birth_phone": 1}


def test_part_of_a_number_beside_name_and_birth_date_is_for_a_clerk(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, id_text=MASKED, **ELSEWHERE))
    done = hub.link()
    assert hub.together() == set()
    assert waiting(hub) == ["name_birth_last"]
    assert done.to_review == 1


def test_fifteen_digits_which_nothing_proves_are_for_a_clerk(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, id_text=OLD_NUMBER, **ELSEWHERE))
    hub.link()
    assert hub.together() == set()
    assert waiting(hub) == ["unproved_number"]


def test_rows_of_trials_are_nobody(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, id_text=NUMBER, is_test=True))
    assert hub.link().residents == 1


def test_who_was_struck_out_where_they_left_is_still_the_same_person(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.link()
    key = hub.people()["aR001"]
    hub.register("a", person(1, id_text=NUMBER, is_deleted=True))
    hub.register("b", person(2, id_text=NUMBER, first_seen_at=SEEN + timedelta(days=9), **ELSEWHERE))
    hub.link()
    assert hub.people() == {"bR002": key}
    living = hub.ask("select county_code, is_living from province.identity.province_crosswalk order by all")
    assert living == [("220323", False), ("220422", True)]
