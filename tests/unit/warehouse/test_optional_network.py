"""A network that a county may be without: it is asked for, and spoken of, only where it is connected."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.registry import contract, networks
from tests.integration.warehouse.landed import land
from warehouse.errors import ConfigurationError
from warehouse.paths import Home
from warehouse.pipeline.connections import connections, variable
from warehouse.pipeline.status import status

ADDRESS = '{"conn_type": "http", "host": "http://127.0.0.1:1", "login": "hub", "password": "key"}'
OPTIONAL = [name for name in networks() if contract(name).optional]
NEEDED = [name for name in networks() if not contract(name).optional]


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A county that has the networks which every county has."""
    for name in networks():
        monkeypatch.delenv(variable(name), raising=False)
    for name in NEEDED:
        monkeypatch.setenv(variable(name), ADDRESS)
    return monkeypatch


def test_four_networks_are_needed_and_one_is_optional() -> None:
    assert (sorted(NEEDED), OPTIONAL) == (["chengguan", "shequ", "xiangcun", "zongzhi"], ["nanshan"])


def test_without_its_connection_the_others_are_pulled_and_nothing_is_missing(county) -> None:
    assert list(connections()) == NEEDED


def test_with_its_connection_it_is_pulled_too(county) -> None:
    county.setenv(variable("nanshan"), ADDRESS)
    assert set(connections()) == {*NEEDED, "nanshan"}


def test_a_needed_network_is_still_missed(county) -> None:
    county.delenv(variable("shequ"))
    with pytest.raises(ConfigurationError, match="a Connection is missing: AIRFLOW_CONN_SHEQU"):
        connections()


def test_who_names_it_must_connect_it(county) -> None:
    with pytest.raises(ConfigurationError, match="AIRFLOW_CONN_NANSHAN"):
        connections(["nanshan"])


def test_the_status_speaks_of_it_once_it_has_landed(tmp_path: Path) -> None:
    home = Home.at(tmp_path).prepare()
    assert [network.network for network in status(home).networks] == NEEDED
    land(home, "nanshan", "matters", [{"_record_id": "1"}], pulled_at=datetime(2024, 11, 20, tzinfo=UTC))
    assert "nanshan" in {network.network for network in status(home).networks}
