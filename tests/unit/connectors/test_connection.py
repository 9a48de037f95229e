"""Connections are read in both forms that Airflow writes."""

from __future__ import annotations

import pytest

from connectors.engine.connection import Connection
from connectors.engine.errors import ConfigurationError
from connectors.engine.patience import Temper


@pytest.mark.parametrize(
    "text",
    [
        '{"conn_type":"http","host":"http://10.0.0.1:8101/prod-api/","login":"hub","password":"a/b@c","extra":{"x":1}}',
        '{"conn_type":"http","host":"10.0.0.1:8101/prod-api","login":"hub","password":"a/b@c","extra":"{\\"x\\":1}"}',
        "http://hub:a%2Fb%40c@10.0.0.1:8101/prod-api?__extra__=%7B%22x%22%3A1%7D",
        "http://hub:a%2Fb%40c@http%3A%2F%2F10.0.0.1%3A8101%2Fprod-api?__extra__=%7B%22x%22%3A1%7D",
    ],
)
def test_json_and_uri_say_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_ZONGZHI", text)
    found = Connection.from_env("zongzhi")
    assert (found.host, found.login, found.password) == ("http://10.0.0.1:8101/prod-api", "hub", "a/b@c")
    assert dict(found.extra) == {"x": 1}


def test_a_missing_connection_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIRFLOW_CONN_SHEQU", raising=False)
    with pytest.raises(ConfigurationError, match="set AIRFLOW_CONN_SHEQU"):
        Connection.from_env("shequ")


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"login":"hub"}',
        '{"host":"ftp://x"}',
        "http://",
        "http://h:port/",
        '{"host":"http://h","extra":"{"}',
    ],
)
def test_a_malformed_connection_is_refused_without_showing_it(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SHEQU", text)
    with pytest.raises(ConfigurationError) as caught:
        Connection.from_env("shequ")
    assert "hub" not in str(caught.value)


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(Connection("zongzhi", "http://h", "hub", "secret", {"key": "secret"}))


def test_patience_and_time_outs_can_be_set_and_must_be_numbers() -> None:
    temper = Temper.of(
        Connection("zongzhi", "http://h", extra={"patience_seconds": "7", "timeout_seconds": 2})
    )
    assert (temper.seconds, temper.first_timeout) == (7, 2)
    with pytest.raises(ConfigurationError, match="patience_seconds"):
        Temper.of(Connection("zongzhi", "http://h", extra={"patience_seconds": "long"}))
