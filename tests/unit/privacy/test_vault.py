"""The registry file is encrypted with the key of the Connection, and plain without one."""

from __future__ import annotations

import json

import duckdb
import pytest

from warehouse.errors import ConfigurationError
from warehouse.privacy import vault
from warehouse.privacy.vault import attach_existing, attach_new, registry_key

KEY, OTHER = "a long key for the registry", "another key for the registry"


def write(path, key):
    with duckdb.connect() as con:
        attach_new(con, path, "r", key)
        con.execute("create table r.t as select '某人姓名' as name from range(9)")
        con.execute("checkpoint r")


def read(path, key):
    with duckdb.connect() as con:
        attach_existing(con, path, "r", key)
        return con.execute("select count(*) from r.t").fetchone()[0]


def test_without_a_key_the_file_is_plain_and_any_tool_opens_it(tmp_path):
    write(tmp_path / "f.duckdb", None)
    assert duckdb.connect(str(tmp_path / "f.duckdb")).execute("select count(*) from t").fetchone() == (9,)


def test_with_a_key_no_value_can_be_read_from_the_file(tmp_path):
    pytest.importorskip("duckdb_extension_httpfs")
    write(tmp_path / "f.duckdb", KEY)
    assert "某人".encode() not in (tmp_path / "f.duckdb").read_bytes()
    assert read(tmp_path / "f.duckdb", KEY) == 9


@pytest.mark.parametrize("key", [None, OTHER])
def test_without_its_key_it_stays_shut_and_says_what_to_do(tmp_path, key):
    pytest.importorskip("duckdb_extension_httpfs")
    write(tmp_path / "f.duckdb", KEY)
    with pytest.raises(ConfigurationError, match="registry_key"):
        read(tmp_path / "f.duckdb", key)


def test_a_plain_file_from_before_the_key_is_still_read(tmp_path):
    write(tmp_path / "f.duckdb", None)
    assert read(tmp_path / "f.duckdb", KEY) == 9


def test_without_the_part_that_encrypts_nothing_is_written_plain_in_silence(tmp_path, monkeypatch):
    monkeypatch.setattr(vault, "_PACKAGE", "no_such_package")
    with pytest.raises(ConfigurationError, match="cannot be encrypted"):
        write(tmp_path / "f.duckdb", KEY)
    assert not (tmp_path / "f.duckdb").exists()


def test_the_key_stands_in_the_extra_of_the_connection(monkeypatch):
    monkeypatch.delenv("AIRFLOW_CONN_DUOWANG_KEYS", raising=False)
    assert registry_key() is None
    given = {"conn_type": "generic", "password": "the secret of keys"}
    monkeypatch.setenv("AIRFLOW_CONN_DUOWANG_KEYS", json.dumps(given))
    assert registry_key() is None
    monkeypatch.setenv("AIRFLOW_CONN_DUOWANG_KEYS", json.dumps(given | {"extra": {"registry_key": KEY}}))
    assert registry_key() == KEY
    monkeypatch.setenv("AIRFLOW_CONN_DUOWANG_KEYS", json.dumps(given | {"extra": {"registry_key": "short"}}))
    with pytest.raises(ConfigurationError, match="shorter"):
        registry_key()
