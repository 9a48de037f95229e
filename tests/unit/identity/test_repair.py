"""Damaged numbers: the true one is among the candidates, and there are few of them."""

from __future__ import annotations

from datetime import date

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.unit.identity.people import Row, citizen_id, person, prepared

FEW = settings(max_examples=6, deadline=None)


@st.composite
def owners(draw: st.DrawFn) -> list[str]:
    """Different valid numbers."""
    births = draw(st.lists(st.dates(date(1930, 1, 1), date(2020, 12, 31)), min_size=15, max_size=25))
    return [citizen_id(born, draw(st.integers(100, 989))) for born in births]


def candidates(rows: list[Row]) -> dict[str, dict[int, str]]:
    with prepared(rows) as con:
        found = con.execute("""
            select p.source_record_id, number, how from candidate_number join person as p using (rid)
        """).fetchall()
    by_record: dict[str, dict[int, str]] = {}
    for record, number, how in found:
        by_record.setdefault(record, {})[number] = how
    return by_record


def damaged(numbers: list[str], texts: list[str]) -> list[Row]:
    return [
        person(
            at, id_text=text, name_text=f"王{'芳丽敏静'[at % 4]}{'霞云梅兰'[at // 4 % 4]}", phone_text=None,
            birth_date=date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
        )
        for at, (number, text) in enumerate(zip(numbers, texts, strict=True))
    ]  # fmt: skip


def found_again(numbers: list[str], texts: list[str], most: int) -> None:
    """Each damaged text leads back to its number, and to at most so many others."""
    changed = [at for at, (number, text) in enumerate(zip(numbers, texts, strict=True)) if number != text]
    assume(changed)
    found = candidates(damaged(numbers, texts))
    for at in changed:
        record = found.get(f"R{at:03d}", {})
        assert int(numbers[at][:17]) in record
        assert len(record) <= most


@FEW
@given(owners(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit(numbers: list[str], at: int, by: int) -> None:
    texts = [n[:at] + str((int(n[at]) + by) % 10) + n[at + 1 :] for n in numbers]
    found_again(numbers, texts, most=45)


@FEW
@given(owners(), st.integers(0, 15))
def test_two_neighbouring_digits_exchanged(numbers: list[str], at: int) -> None:
    texts = [n[:at] + n[at + 1] + n[at] + n[at + 2 :] for n in numbers]
    found_again(numbers, texts, most=45)


@FEW
@given(owners())
def test_last_digits_lost_in_a_json_number(numbers: list[str]) -> None:
    """Three zeros at the end look like a spreadsheet's, and are taken for that."""
    texts = [str(int(float(number))) if number.isdigit() else number for number in numbers]
    texts = [number if text.endswith("000") else text for number, text in zip(numbers, texts, strict=True)]
    found_again(numbers, texts, most=45)


@FEW
@given(owners())
def test_a_masked_number_is_completed_from_the_birth_date(numbers: list[str]) -> None:
    found = candidates(damaged(numbers, [n[:6] + "*" * 8 + n[14:] for n in numbers]))
    for at, number in enumerate(numbers):
        assert found[f"R{at:03d}"] == {int(number[:17]): "completed"}


def test_a_completed_number_must_pass_its_check_character() -> None:
    number = citizen_id(date(1985, 3, 15), 102)
    rows = damaged([number], [number[:6] + "*" * 8 + number[14:]])
    assert candidates([rows[0] | {"birth_date": date(1985, 3, 16)}]) == {}
