from __future__ import annotations

import json

import pytest

from connectors.registry import contract, networks
from warehouse.errors import ConfigurationError
from warehouse.pipeline.connections import connections, variable

REQUIRED = [name for name in networks() if not contract(name).optional]


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Connections of all networks that a hub cannot do without."""
    given = {"conn_type": "http", "host": "http://127.0.0.1:9", "login": "hub", "password": "p"}
    values = {variable(name): json.dumps(given) for name in REQUIRED}
    for name in networks():
        monkeypatch.delenv(variable(name), raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


def test_all_networks_are_pulled_when_none_is_named(env: dict[str, str]) -> None:
    assert list(connections((), env)) == REQUIRED


def test_only_the_named_ones_need_their_connection(env: dict[str, str]) -> None:
    one = {variable("shequ"): env[variable("shequ")]}
    assert list(connections(["shequ", "shequ"], one)) == ["shequ"]


def test_every_missing_variable_is_named(env: dict[str, str]) -> None:
    del env[variable("shequ")], env[variable("zongzhi")]
    with pytest.raises(ConfigurationError, match="AIRFLOW_CONN_SHEQU, AIRFLOW_CONN_ZONGZHI"):
        connections((), env)


def test_an_unknown_network_is_refused(env: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="no network is called nanshan_2"):
        connections(["nanshan_2"], env)
