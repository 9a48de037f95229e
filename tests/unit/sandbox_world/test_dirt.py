"""Each kind of dirt of the guides occurs as often as its profile says, and in a clean county not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from sandbox.world import dirt
from sandbox.world.citizen_id import compose, is_valid
from sandbox.world.people import Person
from sandbox.world.profiles import DirtProfile, profile
from sandbox.world.scribe import Scribe
from sandbox.world.store import bodies
from tests.unit.sandbox_world.conftest import Homes
from tests.unit.sandbox_world.hub import World

BIRTH = date(1990, 3, 15)
NUMBER = compose(BIRTH, 123)


def somebody(name: str = "王伟强", birth: date = BIRTH, sequence: int = 123) -> Person:
    return Person(1, name, 1, birth, compose(birth, sequence), "15400000001", "15400000002", "03", "1")


def share(
    network: str, field: Callable[[Scribe], object], wanted: DirtProfile, test: Callable[[object], bool]
) -> float:
    scribe = Scribe(network, wanted, Random(5))
    return sum(test(field(scribe)) for _ in range(20_000)) / 20_000


ID_KINDS: list[tuple[str, str, Callable[[object], bool]]] = [
    ("zongzhi", "id_full_width", lambda v: "２" in str(v)),
    ("zongzhi", "id_spaced", lambda v: " " in str(v)),
    ("zongzhi", "id_no_break_space", lambda v: "\u00a0" in str(v)),
    ("zongzhi", "id_mistyped", lambda v: len(str(v)) == 18 and not is_valid(str(v))),
    ("zongzhi", "id_swapped", lambda v: sorted(str(v)) == sorted(NUMBER) and v != NUMBER),
    ("zongzhi", "id_word", lambda v: v in dirt.WORDS),
    ("zongzhi", "id_ones", lambda v: v == "1" * 18),
    ("zongzhi", "id_blank", lambda v: v == ""),
    ("zongzhi", "id_number_lost", lambda v: isinstance(v, int) and str(v) != NUMBER),
    ("shequ", "id_masked", lambda v: v == f"229923********{NUMBER[-4:]}"),
    ("xiangcun", "id_quoted", lambda v: v == f'="{NUMBER}"'),
    ("xiangcun", "id_apostrophe", lambda v: v == f"'{NUMBER}"),
    ("xiangcun", "id_ruined", lambda v: bool(re.fullmatch(r"2\.29923E\+17", str(v)))),
]


@pytest.mark.parametrize(("network", "kind", "test"), ID_KINDS, ids=[kind for _, kind, _ in ID_KINDS])
def test_ids_are_spoilt_at_the_profiles_rate(network: str, kind: str, test: Callable[[object], bool]) -> None:
    person = somebody()
    wanted = replace(DirtProfile(), **{kind: 0.1})
    found = share(network, lambda scribe: scribe.citizen_id(person, person), wanted, test)
    assert found == pytest.approx(0.1, abs=0.01)


def test_a_childs_id_may_be_the_heads() -> None:
    head, child = somebody(sequence=125), somebody()
    wanted = replace(DirtProfile(), id_of_head=0.1)
    found = share("zongzhi", lambda s: s.citizen_id(child, head), wanted, lambda v: v == head.citizen_id)
    assert found == pytest.approx(0.1, abs=0.01)


def test_old_people_may_have_a_first_generation_number() -> None:
    person = somebody(birth=date(1940, 1, 2))
    wanted = replace(DirtProfile(), id_first_generation=0.3)
    found = share("zongzhi", lambda s: s.citizen_id(person, person), wanted, lambda v: len(str(v)) == 15)
    assert found == pytest.approx(0.3, abs=0.02)


def test_twins_may_share_a_first_generation_number() -> None:
    left, right = somebody("王伟"), somebody("王强", sequence=125)
    left.has_twin = right.has_twin = True
    scribe = Scribe("xiangcun", replace(DirtProfile(), twins_one_number=1.0), Random(1))
    head = somebody(sequence=127)
    assert scribe.citizen_id(left, head) == scribe.citizen_id(right, head)


NAME_KINDS: list[tuple[str, str, Callable[[object], bool]]] = [
    ("name_spaced", "王伟强", lambda v: bool(re.search(r"\s", str(v)))),
    ("name_letters", "王伟强", lambda v: str(v)[-1] in "ＡＢａｂ"),
    ("name_homophone", "王伟强", lambda v: v != "王伟强" and len(str(v)) == 3),
    ("name_variant", "闫国", lambda v: v == "阎国"),
    ("name_rare_lost", "王喆", lambda v: v in ("王?", "王□")),
]


@pytest.mark.parametrize(("kind", "name", "test"), NAME_KINDS, ids=[kind for kind, *_ in NAME_KINDS])
def test_names_are_miswritten(kind: str, name: str, test: Callable[[object], bool]) -> None:
    person = somebody(name)
    found = share("zongzhi", lambda s: s.name(person), replace(DirtProfile(), **{kind: 0.2}), test)
    assert found == pytest.approx(0.2, abs=0.015)


def test_addresses_lose_the_county_their_end_or_the_villages_new_name() -> None:
    text = "吉林省四平市伊通满族自治县伊通镇兴隆村前三家子屯123号东侧第二户平房院内"
    scribe = Scribe("zongzhi", replace(DirtProfile(), address_cut=1.0), Random(1))
    assert scribe.address(text) == text[:32]
    scribe = Scribe("zongzhi", replace(DirtProfile(), address_no_county=1.0), Random(1))
    assert scribe.address(text).startswith("伊通镇兴隆村")


def test_points_may_be_changed_over_or_missing() -> None:
    swapped = Scribe("shequ", replace(DirtProfile(), point_swapped=1.0), Random(1))
    assert swapped.point((125.3, 43.3)) == (43.3, 125.3)
    blank = Scribe("shequ", replace(DirtProfile(), point_blank=1.0), Random(1))
    assert blank.point((125.3, 43.3)) is None


@pytest.mark.parametrize("kind", range(40))
def test_a_copied_reference_can_be_repaired(kind: int) -> None:
    from tests.unit.sandbox_world.hub import canonical

    number = "SJ2024031500123"
    assert canonical(dirt.reference(number, "ZZ", Random(kind))) == number


def test_profiles_are_frozen_and_heavy_is_dirtier_in_everything() -> None:
    default, heavy = asdict(profile("default")), asdict(profile("heavy"))
    assert all(heavy[kind] > default[kind] > 0 for kind in default)
    assert not any(asdict(profile("none")).values())
    with pytest.raises(FrozenInstanceError):
        profile("none").test_rows = 1  # type: ignore[misc]
    with pytest.raises(ValueError, match="none, default, heavy"):
        profile("filthy")


def test_a_clean_county_has_no_dirt(clean_county: World) -> None:
    for _, body in bodies(clean_county.connection, "zongzhi", "population"):
        assert re.fullmatch(r"\d{8}", body["CSRQ"])
        assert body["GMSFHM"][6:14] == body["CSRQ"]
        assert len(body["WGBH"]) == 15
        assert body["XM"] == body["XM"].strip()
        assert body["SCBZ"] == "0"
    for _, body in bodies(clean_county.connection, "xiangcun", "村民"):
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", body["出生日期"])
    for _, body in bodies(clean_county.connection, "shequ", "residents"):
        assert "*" not in body["idCard"] + body["mobile"]


def test_stale_codes_occur_on_all_four_platforms(homes: Homes) -> None:
    world = World(homes("heavy"))
    fields = {
        ("zongzhi", "population"): "WGBH", ("zongzhi", "event"): "WGBH", ("shequ", "buildings"): "gridCode",
        ("chengguan", "unitgrids"): "dutyGridCode", ("xiangcun", "屯"): "网格编码",
    }  # fmt: skip
    for (network, stream), field in fields.items():
        assert any(len(body[field]) == 14 for _, body in bodies(world.connection, network, stream)), stream
    world.close()


def test_spreadsheet_dates_take_all_forms(homes: Homes) -> None:
    world = World(homes("heavy"))
    births = [body["出生日期"] for _, body in bodies(world.connection, "xiangcun", "村民")]
    world.close()
    for form in (r"\d{4}/\d{1,2}/\d{1,2}", r"\d{4}-\d\d-\d\d", r"\d{4}年\d{1,2}月\d{1,2}日", r"\d{5}"):
        assert any(re.fullmatch(form, birth) for birth in births), form


def test_a_serial_number_is_the_spreadsheets_day() -> None:
    from sandbox.world.villagers import sheet_date

    scribe = Scribe("xiangcun", replace(DirtProfile(), date_form=1.0), Random(1))
    assert {sheet_date(date(1960, 1, 1), scribe) for _ in range(60)} == {"1960/1/1", "1960年1月1日", "21916"}


def test_create_refuses_what_it_cannot_make(tmp_path: Path) -> None:
    from sandbox.world.build import create

    with pytest.raises(ValueError, match="too small"):
        create(tmp_path, people=10)
    with pytest.raises(ValueError, match="unknown dirt"):
        create(tmp_path, people=300, dirt="mud")
    assert not list(tmp_path.iterdir())
