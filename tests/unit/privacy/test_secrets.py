"""A new secret is put in force in one step, where the former one stands."""

from __future__ import annotations

import json

import pytest

from warehouse.errors import ConfigurationError
from warehouse.keys_connection import keys_connection
from warehouse.paths import Home
from warehouse.privacy import rotation
from warehouse.privacy.rotation import new_secret
from warehouse.secret import resident_secret, secret_fingerprint

VARIABLE = "AIRFLOW_CONN_DUOWANG_KEYS"
SECRET = "a secret of sixteen bytes"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    return Home.at(tmp_path).prepare()


def test_a_generated_secret_is_replaced_and_kept_private(home):
    before = resident_secret(home)
    assert new_secret(home) == str(home.resident_key_file)
    assert resident_secret(home) != before
    assert home.resident_key_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.secrets.iterdir()] == ["resident_key"]


def test_a_secret_in_the_connection_must_have_been_changed_there(home, monkeypatch):
    monkeypatch.setenv(VARIABLE, json.dumps({"conn_type": "generic", "password": SECRET}))
    in_registry = secret_fingerprint(SECRET.encode())
    monkeypatch.setattr(rotation, "fingerprint_in_registry", lambda _: in_registry)
    with pytest.raises(ConfigurationError, match="not changed yet"):
        new_secret(home)
    monkeypatch.setenv(VARIABLE, json.dumps({"conn_type": "generic", "password": SECRET + "!"}))
    assert new_secret(home) == "Connection duowang_keys"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"conn_type": "generic", "password": SECRET, "extra": {"registry_key": "k"}}),
        json.dumps({"conn_type": "generic", "password": SECRET, "extra": '{"registry_key": "k"}'}),
        "generic://:a%20secret%20of%20sixteen%20bytes@/?registry_key=k",
        "generic://:a%20secret%20of%20sixteen%20bytes@/?__extra__=%7B%22registry_key%22%3A+%22k%22%7D",
    ],
)
def test_the_connection_needs_no_address_and_has_airflows_forms(text):
    given = keys_connection({VARIABLE: text})
    assert (given.password, given.extra["registry_key"]) == (SECRET, "k")
    assert SECRET not in repr(given)


@pytest.mark.parametrize("text", ["{", '{"password": "x", "extra": [1]}', '{"extra": "{"}'])
def test_a_malformed_connection_is_refused_without_showing_it(text):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        keys_connection({VARIABLE: text})


def test_a_fingerprint_tells_secrets_apart_and_gives_none_away():
    assert secret_fingerprint(b"one") != secret_fingerprint(b"two")
    assert len(secret_fingerprint(b"one")) == 16
