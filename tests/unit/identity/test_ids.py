"""Citizen ids are typed and repaired as the guides say they arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.identity import ids

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check(body: str) -> str:
    """Check character, computed independently of the macros."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A valid number of a generated person whose last digits are not those of a ruined one."""
    born = draw(st.dates(date(1900, 1, 1), date(2024, 12, 31)))
    body = f"229923{born:%Y%m%d}{draw(st.integers(1, 999)):03d}"
    return body + check(body)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        ids.install(connection)
        yield connection


def typed(con: duckdb.DuckDBPyConnection, texts: list[str]) -> list[tuple[str, int | None, str | None]]:
    """Kind, number and remaining text of each id."""
    con.execute(
        "create or replace temp table given as "
        "select unnest(range(len($1))) as key, unnest($1::varchar[]) as id_text",
        [texts],
    )
    found = con.execute(f"select id_kind, id_number, id_part from ({ids.typed_ids('given')}) order by key")
    return found.fetchall()


FORMS = (
    lambda n: n.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")),
    str.lower,
    lambda n: f'="{n}"',
    lambda n: f"'{n}",
    lambda n: f"\u00a0{n[:6]} {n[6:14]}\u3000{n[14:]} ",
    lambda n: f"身份证：{n}",
)
MANY = st.lists(numbers(), min_size=30, max_size=60)
FEW = settings(max_examples=12, deadline=None)


@FEW
@given(many=MANY)
def test_a_whole_number_is_valid_or_looks_as_if_it_lost_digits(
    con: duckdb.DuckDBPyConnection, many: list[str]
) -> None:
    for number, (kind, value, _) in zip(many, typed(con, many), strict=True):
        looks_lost = number[-1] != "X" and (int(number) % 32 == 0 or number[-2:] == "00")
        assert kind == ("ruined" if number.endswith("000") else "doubtful" if looks_lost else "valid")
        assert value == (None if kind == "ruined" else int(number[:17]))


@FEW
@given(many=MANY, form=st.sampled_from(FORMS))
def test_wrappers_width_case_and_spaces_are_repaired(
    con: duckdb.DuckDBPyConnection, many: list[str], form: Callable[[str], str]
) -> None:
    assert typed(con, [form(number) for number in many]) == typed(con, many)


@FEW
@given(many=MANY, at=st.integers(0, 16), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_never_valid(
    con: duckdb.DuckDBPyConnection, many: list[str], at: int, digit: str
) -> None:
    wrong = [number[:at] + digit + number[at + 1 :] for number in many if number[at] != digit]
    assert {kind for kind, _, _ in typed(con, wrong)} <= {"mistyped", "ruined"}


@FEW
@given(many=MANY)
def test_fifteen_digits_are_carried_to_the_number_of_today(
    con: duckdb.DuckDBPyConnection, many: list[str]
) -> None:
    old = [number for number in many if number[6:8] == "19"]
    found = typed(con, [number[:6] + number[8:17] for number in old])
    assert found == [("first", int(number[:17]), None) for number in old]


@FEW
@given(many=MANY)
def test_birth_sex_and_check_character_are_read_from_the_number(
    con: duckdb.DuckDBPyConnection, many: list[str]
) -> None:
    rows = con.execute(
        "select id_birth(n), id_sex(n), id_text(n) from (select unnest(?::bigint[]) as n)",
        [[int(number[:17]) for number in many]],
    ).fetchall()
    assert rows == [
        (date(int(n[6:10]), int(n[10:12]), int(n[12:14])), 1 if int(n[16]) % 2 else 2, n) for n in many
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("无", "none"),
        ("不详", "none"),
        ("", "none"),
        ("111111111111111111", "placeholder"),
        ("123456789012345678", "placeholder"),
        ("229923196001011000", "ruined"),
        ("229923********123X", "masked"),
        ("229923xxxxxxxx123x", "masked"),
        ("229923＊＊＊＊＊＊＊＊1234", "masked"),
        ("2299231985*****", "masked"),
        ("229923198513150027", "mistyped"),
        ("22992319850315002", "mistyped"),
        ("229923850315002", "first"),
    ],
)
def test_every_other_kind_of_text(con: duckdb.DuckDBPyConnection, text: str, expected: str) -> None:
    assert [kind for kind, _, _ in typed(con, [text])] == [expected]


@pytest.mark.parametrize("text", ["2.29923E+17", "2.29923196001011E+17", "2.29923e+17"])
def test_scientific_notation_is_known_as_ruined(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert typed(con, [text]) == [("ruined", None, text.upper())]
