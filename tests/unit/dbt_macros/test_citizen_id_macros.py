"""Citizen ids are judged by form, date and check character; the prefix 229923 marks generated people."""

from __future__ import annotations

from datetime import date

from .conftest import Evaluate

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def with_check(seventeen: str) -> str:
    return seventeen + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, seventeen, strict=True)) % 11]


def test_a_number_is_valid_by_form_date_and_check_character(evaluate: Evaluate) -> None:
    good = [
        with_check(f"2299231985{month:02d}{day:02d}{n:03d}")
        for month, day, n in [(3, 15, 2), (12, 31, 456), (1, 1, 99)]
    ]
    wrong = [
        good[0][:-1] + ("0" if good[0][-1] != "0" else "1"),
        with_check("22992319850230001"),
        "无",
        "1" * 18,
        "",
        None,
    ]
    assert evaluate("duowang.citizen_id_is_valid('v')", good + wrong) == [True] * 3 + [False] * 6


def test_typed_forms_have_one_canonical_text(evaluate: Evaluate) -> None:
    forms = [
        "229923 19850315002x",
        "２２９９２３１９８５０３１５００２ｘ",
        '="22992319850315002X"',
        "'22992319850315002X",
    ]
    assert evaluate("duowang.citizen_id_text('v')", forms) == ["22992319850315002X"] * 4


def test_a_first_generation_number_gets_its_century_and_check(evaluate: Evaluate) -> None:
    given = ["229923850315002", "229923198503150027", "229923851315002"]
    assert evaluate("duowang.citizen_id_18('v')", given) == [
        "229923198503150027",
        "229923198503150027",
        "229923851315002",
    ]


def test_birth_and_sex_are_in_the_number(evaluate: Evaluate) -> None:
    given = ["229923198503150027", "229923198503150035"]
    assert evaluate("duowang.citizen_id_birth_date('v')", given) == [date(1985, 3, 15)] * 2
    assert evaluate("duowang.citizen_id_sex('v')", given) == ["female", "male"]
