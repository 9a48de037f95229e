"""Inside a county: its home, its Connections, its secrets and its days, and nobody else's."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from warehouse.counties.scope import entered, entered_county, entered_or_all, entered_or_province
from warehouse.errors import ConfigurationError
from warehouse.keys_connection import keys_connection
from warehouse.paths import Home
from warehouse.pipeline.connections import connections

FILE = """
[province]
adcode = "220000"
name_zh = "吉林省"
name_en = "Jilin"

[[county]]
id = "yitong"
adcode = "220323"
name_zh = "伊通满族自治县"
name_en = "Yitong"

[[county]]
id = "dongliao"
adcode = "220422"
name_zh = "东辽县"
name_en = "Dongliao"
networks = ["zongzhi", "shequ"]
[county.connections]
shequ = "housing"
[county.calendar]
days_off = [2024-08-30]
"""


def platform(name: str) -> str:
    return json.dumps(
        {"conn_type": "http", "host": f"http://127.0.0.1/{name}", "login": "hub", "password": "p"}
    )


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A hub of two counties, in whose environment there are also Connections of plain names."""
    (tmp_path / "counties.toml").write_text(FILE, encoding="utf-8")
    given = {
        "DUOWANG_COUNTIES": str(tmp_path / "counties.toml"),
        "DUOWANG_HOME": str(tmp_path / "hub"),
        "AIRFLOW_CONN_SHEQU": platform("plain"),
        "AIRFLOW_CONN_ZONGZHI": platform("plain"),
        "AIRFLOW_CONN_DUOWANG_KEYS": json.dumps({"password": "the secret of nobody in particular"}),
        "AIRFLOW_CONN_DONGLIAO_ZONGZHI": platform("dongliao"),
        "AIRFLOW_CONN_HOUSING": platform("housing"),
        "AIRFLOW_CONN_DONGLIAO_KEYS": json.dumps({"password": "the secret of Dongliao alone"}),
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    for name in ("DUOWANG_COUNTY", "DUOWANG_CONNECTIONS", "DUOWANG_LOCAL_DAYS"):
        monkeypatch.delenv(name, raising=False)
    return Home.from_env()


def test_a_county_has_a_home_below_the_hub_s(hub: Home) -> None:
    with entered("dongliao") as home:
        assert home == Home.from_env() == Home(hub.root / "counties" / "220422")
    with entered("220323") as home:
        assert home == hub.county("220323")
    with entered("province") as home:
        assert home == hub.province
    assert Home.from_env() == hub


def test_it_has_its_own_connections_and_no_others(hub: Home) -> None:
    with entered("dongliao"):
        given = connections()
    assert {network: one.host for network, one in given.items()} == {
        "shequ": "http://127.0.0.1/housing",
        "zongzhi": "http://127.0.0.1/dongliao",
    }


def test_a_missing_connection_is_named_as_it_must_be_set(hub: Home) -> None:
    with entered("yitong"), pytest.raises(ConfigurationError, match="AIRFLOW_CONN_YITONG_SHEQU"):
        connections()


def test_a_network_that_the_county_does_not_have_is_unknown_there(hub: Home) -> None:
    with entered("dongliao"), pytest.raises(ConfigurationError, match="no network is called xiangcun"):
        connections(["xiangcun"])


def test_it_has_its_own_secret_or_none_never_another_s(hub: Home) -> None:
    with entered("dongliao"):
        found = keys_connection()
        assert found is not None
        assert found.password == "the secret of Dongliao alone"
    for other in ("yitong", "province"):
        with entered(other):
            assert keys_connection() is None


def test_its_days_are_told_to_the_models_and_to_no_other_county(hub: Home) -> None:
    with entered("dongliao"):
        assert json.loads(os.environ["DUOWANG_LOCAL_DAYS"]) == {"2024-08-30": False}
    with entered("yitong"):
        assert "DUOWANG_LOCAL_DAYS" not in os.environ


def test_everything_is_as_before_even_after_an_error(hub: Home) -> None:
    before = dict(os.environ)
    with pytest.raises(RuntimeError), entered("dongliao"):
        raise RuntimeError
    assert dict(os.environ) == before


@pytest.mark.parametrize("name", [None, "", "changchun"])
def test_who_names_no_county_is_told_which_there_are(hub: Home, name: str | None) -> None:
    with pytest.raises(ConfigurationError) as caught, entered(name):
        pass
    assert "yitong | dongliao | province" in caught.value.fix


def test_a_hub_of_one_county_has_none_to_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUOWANG_COUNTIES", raising=False)
    with entered(None, tmp_path) as home:
        assert home == Home.at(tmp_path)
    with pytest.raises(ConfigurationError, match="one county"), entered("yitong", tmp_path):
        pass


def test_what_a_county_does_is_not_done_in_the_province(hub: Home) -> None:
    for scope in (entered_county, entered_or_all):
        with pytest.raises(ConfigurationError, match="not in the province"), scope("province"):
            pass
        with scope("yitong") as home:
            assert home == hub.county("220323")


def test_what_the_province_asks_its_counties_is_asked_from_the_hub(hub: Home) -> None:
    with entered_or_province("province") as home:
        assert home == hub
    with entered_or_province("yitong") as home:
        assert home == hub.county("220323")


def test_all_counties_together_are_the_hub(hub: Home) -> None:
    with entered_or_all("all") as home:
        assert home == hub
    with pytest.raises(ConfigurationError, match="no county is called all"), entered_county("all"):
        pass
