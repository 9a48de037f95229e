"""The file of the counties: what it may hold, and errors that name county, field and rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from connectors.registry import networks
from warehouse.counties import configured
from warehouse.counties.cron import checked
from warehouse.counties.reading import VARIABLE, read
from warehouse.errors import ConfigurationError

COUNTY = """
[[county]]
id = "{id}"
adcode = "{adcode}"
name_zh = "县"
name_en = "County"
"""


def county(id_: str = "yitong", adcode: str = "220323", rest: str = "") -> str:
    return COUNTY.format(id=id_, adcode=adcode) + rest


def refusal(tmp_path: Path, text: str) -> str:
    """What the reader says of a file that breaks a rule."""
    file = tmp_path / "counties.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read(file)
    assert caught.value.where == str(file)
    assert "docs/counties.md" in caught.value.fix
    return caught.value.what


def test_without_the_variable_a_hub_is_one_county() -> None:
    assert configured({}) is None
    assert configured({VARIABLE: "  "}) is None


def test_a_county_needs_no_more_than_its_names_and_code(tmp_path: Path) -> None:
    file = tmp_path / "counties.toml"
    file.write_text(county(), encoding="utf-8")
    found = configured({VARIABLE: str(file)})
    assert found is not None
    (only,) = found.counties
    assert only.networks == networks()
    assert only.connection_of("shequ") == "yitong_shequ"
    assert (only.keys_connection, only.mirror_connection) == ("yitong_keys", "yitong_mirror")
    assert found.province is None
    assert found.county("220323") is found.county("yitong") is only


def test_a_county_keeps_days_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "counties.toml"
    days = "[county.calendar]\ndays_off = [2024-08-30]\nworkdays = [2024-08-31]\n"
    file.write_text(county(rest=days), encoding="utf-8")
    calendar = read(file).counties[0].calendar
    assert calendar.days_off == (date(2024, 8, 30),)
    assert calendar.is_workday() == {"2024-08-30": False, "2024-08-31": True}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (county(adcode="22032"), "county yitong, adcode: '22032' is not a code of six digits"),
        (county(id_="Yi Tong"), "county Yi Tong, id: 'Yi Tong' is not a short name"),
        (county(id_="all"), "county all: a county cannot be called all"),
        (county(rest='networks = ["zz"]\n'), "county yitong: networks: no network is called zz"),
        (county(rest='networks = ["nanshan"]\n'), "county yitong: networks: a county needs at least one"),
        (
            county(rest='networks = ["shequ"]\n[county.connections]\nzongzhi = "x"\n'),
            "county yitong: connections: zongzhi is not among",
        ),
        (
            county(rest='[county.schedule]\nunify = "61 6 * * *"\n'),
            "county yitong, schedule.unify: '61' is no",
        ),
        (
            county(rest="[county.schedule]\nunifi = '0 6 * * *'\n"),
            "county yitong, schedule.unifi: Extra inputs",
        ),
        (
            county(rest="[county.calendar]\ndays_off = [2024-08-30]\nworkdays = [2024-08-30]\n"),
            "county yitong, calendar: 2024-08-30 stands in both",
        ),
        (county() + county(adcode="220422"), "the id yitong is used twice"),
        (county() + county(id_="dongliao"), "the adcode 220323 is used twice"),
        (
            county() + county("dongliao", "220422", '[county.connections]\nshequ = "YITONG_SHEQU"\n'),
            "the connection yitong_shequ is used twice",
        ),
        ('[province]\nadcode = "220323"\nname_zh = "省"\nname_en = "P"\n' + county(), "is a county's"),
        ("county = []\n", "there is no [[county]]"),
    ],
)
def test_what_breaks_a_rule_is_named_with_county_and_field(tmp_path: Path, text: str, told: str) -> None:
    assert told in refusal(tmp_path, text)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    what = refusal(tmp_path, county(adcode="1") + county("dongliao", "2"))
    assert "county yitong, adcode" in what
    assert "county dongliao, adcode" in what


def test_a_file_that_is_no_toml_or_is_not_there_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "counties.toml"
    broken.write_text("[[county]\n", encoding="utf-8")
    for file in (broken, tmp_path / "nowhere.toml"):
        with pytest.raises(ConfigurationError, match="cannot be read") as caught:
            read(file)
        assert caught.value.where == str(file)


@pytest.mark.parametrize("text", ["30 1,5 * * *", "*/15 0-6 1 1-12/2 7", " 0  6 * * 1-5 "])
def test_cron_expressions_that_hold(text: str) -> None:
    assert checked(text) == " ".join(text.split())


@pytest.mark.parametrize(
    "text", ["", "0 6 * *", "0 24 * * *", "0 6 0 * *", "5-1 * * * *", "*/0 * * * *", "a * * * *"]
)
def test_cron_expressions_that_do_not(text: str) -> None:
    with pytest.raises(ValueError, match=r"cron|has"):
        checked(text)
