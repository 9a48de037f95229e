"""What the rest is linked by, and what is not enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.unit.identity.people import NUMBER, STREAMS, Row, citizen_id, complaint, groups, person

BORN = date(1985, 3, 15)
TOGETHER = {frozenset({"R001", "R002"})}


def background(size: int = 80) -> list[Row]:
    """Other people, so that a name, a phone or a door means something."""
    given = "国建军志福德贵有财长春成玉凤淑"
    return [
        person(
            100 + number,
            ("zongzhi", "xiangcun")[copy],
            source_record_id=f"B{number:03d}{copy}",
            name_text=f"{'李张刘陈'[number % 4]}{given[number % 15]}{given[number // 4 % 15]}",
            id_text=citizen_id(date(1950 + number % 50, 1 + number % 12, 1 + number % 28), 2 * number + 101),
            birth_date=date(1950 + number % 50, 1 + number % 12, 1 + number % 28),
            sex="male",
            phone_text=f"1391234{number:04d}",
            address_text=f"伊通镇前进村东屯{number + 20}号",
            household_ref=f"H{number // 3}",
        )
        for number in range(size)
        for copy in (0, 1)
    ]  # fmt: skip


def someone(number: int) -> Row:
    """Somebody with a home, a phone and a number of her own."""
    born = date(1960 + number, 1 + number % 12, 3 + number)
    return person(
        number,
        name_text=f"{'赵钱孙吴郑冯陈褚卫蒋沈韩杨'[number % 13]}{'梅莲菊兰竹桃荷葵蓉蔷芷茜芙'[number % 13]}芳",
        birth_date=born,
        id_text=citizen_id(born, 200 + 2 * number),
        phone_text=f"1360000{number:04d}",
        address_text=f"伊通镇前进村后屯{number}号",
    )


Change = Callable[[Row], Row]
NOWHERE: Row = {"address_text": None, "division_code": None}
UNKNOWN: Row = {"phone_text": None, **NOWHERE}


def own(row: Row) -> str:
    return str(row["id_text"])


def name(row: Row) -> str:
    return str(row["name_text"])


def linked_again(changes: dict[str, Change], *, network: str = "shequ") -> set[str]:
    """Which changes leave a second record, without the number, linked to the first; one person a change."""
    rows = background()
    for number, change in enumerate(changes.values(), start=1):
        first = someone(number)
        second = first | {"id_text": None, "household_ref": None} | change(first)
        if network == "chengguan":
            bare = {"sex": "unknown", "birth_date": None}
            second = second | NOWHERE | bare | change(first)
        naming = {"network": network, "stream": STREAMS[network], "source_record_id": f"S{number:03d}"}
        rows += [first, second | naming]
    found = groups(rows)
    return {
        case
        for number, case in enumerate(changes, start=1)
        if frozenset({f"R{number:03d}", f"S{number:03d}"}) in found
    }


ENOUGH: dict[str, Change] = {
    "everything agrees": lambda _: {},
    "a homophone": lambda p: {"name_text": name(p)[:2] + "方"},
    "one digit of the number mistyped": lambda p: {"id_text": own(p)[:15] + "9" + own(p)[16:]},
    "two digits exchanged, nothing else known": lambda p: {
        "id_text": own(p)[:9] + own(p)[10] + own(p)[9] + own(p)[11:],
        **UNKNOWN,
    },
    "a masked number, nothing else known": lambda p: {
        "id_text": own(p)[:6] + "*" * 8 + own(p)[14:],
        **UNKNOWN,
    },
    "a number ruined in a spreadsheet": lambda _: {"id_text": "2.29923E+17", "birth_date": None},
    "no phone": lambda _: {"phone_text": None},
    "a masked phone and no home": lambda p: {
        "phone_text": str(p["phone_text"])[:3] + "****" + str(p["phone_text"])[7:],
        **NOWHERE,
    },
    "no home": lambda _: NOWHERE,
    "no birth date": lambda _: {"birth_date": None},
    "a birth date one day off": lambda p: {"birth_date": p["birth_date"].replace(day=25)},
    "the home in full words, no phone": lambda p: {
        "address_text": f"吉林省四平市伊通满族自治县{p['address_text']}",
        "phone_text": None,
    },
}

NOT_ENOUGH: dict[str, Change] = {
    "another given name": lambda p: {"name_text": name(p)[:1] + "丽"},
    "another given name, no birth date": lambda p: {"name_text": name(p)[:1] + "丽", "birth_date": None},
    "a longer name": lambda p: {"name_text": name(p) + "芳"},
    "one character differs": lambda p: {"name_text": name(p)[:2] + "霞"},
    "the husband": lambda p: {"name_text": "周国强", "sex": "male", "birth_date": date(1950, 2, 2)},
    "a masked number that does not fit": lambda p: {"id_text": own(p)[:6] + "*" * 8 + "0435"},
    "nothing but the name": lambda _: {"birth_date": None, **UNKNOWN},
    "everything but the name": lambda _: {"name_text": None, "birth_date": None},
    "nothing but the surname and the phone": lambda p: {
        "name_text": name(p)[:1] + "女士",
        "birth_date": None,
        **NOWHERE,
    },
}


def test_what_is_enough() -> None:
    assert linked_again(ENOUGH) == set(ENOUGH)


def test_what_is_not_enough() -> None:
    assert linked_again(NOT_ENOUGH) == set()


def test_a_complaint_finds_its_reporter_by_name_and_phone_or_masked_number() -> None:
    complaints: dict[str, Change] = {
        "name and phone": lambda _: {},
        "name and masked number": lambda p: {
            "phone_text": None,
            "id_text": own(p)[:6] + "*" * 8 + own(p)[14:],
        },
    }
    assert linked_again(complaints, network="chengguan") == set(complaints)


def test_a_child_complains_about_nothing() -> None:
    child = {"birth_date": date(2016, 5, 5), "id_text": citizen_id(date(2016, 5, 5), 26)}
    found = groups([person(1, **child), complaint(2), *background()])
    assert frozenset({"R001", "R002"}) not in found


def test_complaints_of_one_name_and_phone_are_one_reporter() -> None:
    assert groups([complaint(1), complaint(2)]) == TOGETHER


def test_of_twins_each_keeps_her_own_records() -> None:
    one, two = {"name_text": "王晓明"}, {"name_text": "王晓亮"}
    rows = [
        person(1, id_text=citizen_id(BORN, 22), **one),
        person(2, id_text=citizen_id(BORN, 24), **two),
        person(3, "shequ", id_text=None, **one),
        person(4, "shequ", id_text=None, **two),
    ]
    found = groups([*rows, *background()])
    assert {frozenset({"R001", "R003"}), frozenset({"R002", "R004"})} <= found


def test_a_name_with_a_lost_character_fits_both_twins_and_so_neither() -> None:
    rows = [
        person(1, id_text=citizen_id(BORN, 22), name_text="王晓明"),
        person(2, id_text=citizen_id(BORN, 24), name_text="王晓亮"),
        person(3, "shequ", name_text="王晓□"),
    ]
    assert frozenset({"R003"}) in groups([*rows, *background()])


def test_same_name_and_birth_at_another_place_under_another_number_is_another_person() -> None:
    namesake = {
        "phone_text": "13700001234",
        "address_text": "大孤山镇东升村西屯3号",
        "division_code": "220323106201",
    }
    rows = [person(1, id_text=NUMBER), person(2, id_text=citizen_id(BORN, 44), **namesake)]
    rows += [person(3, "shequ", **namesake)]
    found = groups([*rows, *background()])
    assert frozenset({"R002", "R003"}) in found
    assert frozenset({"R001"}) in found


def test_a_duplicate_within_one_register_is_found() -> None:
    assert groups([person(1, id_text=NUMBER), person(2, id_text=NUMBER)]) == TOGETHER
