"""The Connection `duowang_mirror`."""

from __future__ import annotations

import json

import pytest

from warehouse.errors import ConfigurationError
from warehouse.mirror.connection import VARIABLE, MirrorConnection

FAR = {"host": "db.example", "schema": "duowang", "login": "hub", "password": "p@ss/w:rd"}


def test_both_forms_of_airflow_are_read_alike() -> None:
    as_uri = "postgres://hub:p%40ss%2Fw%3Ard@db.example:6432/duowang?sslmode=verify-ca&reader_role=bi"
    as_json = json.dumps(FAR | {"port": 6432, "extra": {"sslmode": "verify-ca", "reader_role": "bi"}})
    one, other = (MirrorConnection.from_env({VARIABLE: text}) for text in (as_uri, as_json))
    assert one == other
    assert one is not None
    assert (one.host, one.port, one.database, one.reader) == ("db.example", 6432, "duowang", "bi")
    assert one.password == "p@ss/w:rd"


def test_a_server_on_another_machine_must_prove_who_it_is() -> None:
    assert MirrorConnection.of(FAR).tls == {"sslmode": "verify-full", "sslrootcert": "system"}
    own = {"sslrootcert": "/etc/ca.pem"}
    assert MirrorConnection.of(FAR | {"extra": own}).tls == {"sslmode": "verify-full", **own}
    for weak in ("disable", "allow", "prefer", "require"):
        with pytest.raises(ConfigurationError, match=weak):
            MirrorConnection.of(FAR | {"extra": {"sslmode": weak}})
    files = {"sslmode": "verify-ca", "sslrootcert": "/etc/ca.pem"}
    assert MirrorConnection.of(FAR | {"extra": files}).tls == files


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "/run/postgresql"])
def test_this_machine_needs_no_certificate(host: str) -> None:
    assert MirrorConnection.of(FAR | {"host": host}).tls == {"sslmode": "prefer"}


@pytest.mark.parametrize(
    "text", ['{"host": 1', '{"host": "x"}', "postgres://:secret@/", '{"host":"x","port":"secret"}']
)
def test_a_malformed_one_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(ConfigurationError, match="duowang_mirror") as refused:
        MirrorConnection.from_env({VARIABLE: text})
    assert "secret" not in str(refused.value)


def test_the_password_stands_in_no_representation() -> None:
    assert "p@ss" not in repr(MirrorConnection.of(FAR))


def test_without_the_variable_there_is_no_mirror() -> None:
    assert MirrorConnection.from_env({}) is None
