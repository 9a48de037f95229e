"""Id numbers are right by GB 11643, and nobody's."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sandbox.world import dirt
from sandbox.world.citizen_id import FEMALE, MALE, Registry, compose, first_generation, is_valid, masked
from sandbox.world.store import bodies
from tests.unit.sandbox_world.hub import World

births = st.dates(date(1920, 1, 1), date(2024, 11, 18))


@given(births, st.integers(0, 999))
def test_a_composed_number_is_valid(birth: date, sequence: int) -> None:
    assert is_valid(compose(birth, sequence))


@given(births, st.integers(0, 999), st.randoms())
def test_mistyped_and_swapped_numbers_are_not(birth: date, sequence: int, rnd: st.random_module) -> None:  # type: ignore[valid-type]
    number = compose(birth, sequence)
    assert not is_valid(dirt.mistyped(number, rnd))
    assert not is_valid(dirt.swapped(number, rnd))


def test_the_guides_example_of_the_first_generation() -> None:
    assert first_generation("229923198503150027") == "229923850315002"


def test_a_mask_keeps_the_division_and_the_last_four() -> None:
    assert masked("22992319850315002X") == "229923********002X"


def test_a_registry_deals_out_each_number_once_and_by_sex() -> None:
    registry = Registry()
    men = [registry.issue(date(1980, 5, 6), MALE) for _ in range(400)]
    women = [registry.issue(date(1980, 5, 6), FEMALE) for _ in range(400)]
    assert len({*men, *women}) == 800
    assert all(int(number[16]) % 2 == 1 for number in men)
    assert all(int(number[16]) % 2 == 0 for number in women)


def test_wrong_forms_are_not_valid() -> None:
    for wrong in ("", "无", "229923198513150021", "２29923198503150027", "229923850315002"):
        assert not is_valid(wrong)


def test_every_id_of_a_clean_county_is_valid_and_of_the_unassigned_division(clean_county: World) -> None:
    fields = {
        ("zongzhi", "population"): "GMSFHM",
        ("shequ", "residents"): "idCard",
        ("xiangcun", "村民"): "身份证号",
    }
    for (network, stream), field in fields.items():
        numbers = [body[field] for _, body in bodies(clean_county.connection, network, stream)]
        assert numbers
        assert all(is_valid(number) and number.startswith("229923") for number in numbers)


def test_nobody_shares_a_number(clean_county: World) -> None:
    numbers = [row[0] for row in clean_county.connection.execute("select citizen_id from world_person")]
    assert len(set(numbers)) == len(numbers)
