"""The registry that the linkage leaves behind is encrypted when there is a key, run after run."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import duckdb
import pytest

from tests.unit.identity.conftest import load
from tests.unit.identity.people import table
from warehouse.errors import ConfigurationError
from warehouse.identity import link
from warehouse.paths import Home
from warehouse.privacy.vault import attach_existing

KEY, NAME = "a key for the registry file", "欧阳志远"
SECRET, ANOTHER = b"a secret of the tests", b"another secret of the tests"
GIVEN = {"conn_type": "generic", "password": SECRET.decode(), "extra": {"registry_key": KEY}}


@pytest.fixture
def home(tmp_path):
    home = Home.at(tmp_path).prepare()
    seen = datetime(2024, 11, 18, tzinfo=UTC)
    person = {
        "network": "zongzhi",
        "stream": "population",
        "source_record_id": "P1",
        "name_text": NAME,
        "id_text": "229923198503150027",
        "sex": "female",
        "birth_date": date(1985, 3, 15),
        "is_test": False,
        "is_deleted": False,
        "first_seen_at": seen,
        "updated_at": seen,
    }
    load(
        home, table([person, person | {"network": "shequ", "stream": "residents", "source_record_id": "R1"}])
    )
    return home


@pytest.fixture
def with_key(monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_DUOWANG_KEYS", json.dumps(GIVEN))


def read(home, sql, key=KEY):
    with duckdb.connect() as connection:
        attach_existing(connection, home.identity_db, "r", key)
        return connection.execute(sql).fetchall()


def test_no_name_can_be_read_from_the_file(home, with_key):
    link(home, SECRET)
    assert NAME.encode() not in home.identity_db.read_bytes()
    assert read(home, "select distinct name from r.identity.resident") == [(NAME,)]
    assert home.identity_db.stat().st_mode & 0o777 == 0o600


def test_a_plain_registry_is_taken_over_and_its_history_kept(home, monkeypatch):
    monkeypatch.delenv("AIRFLOW_CONN_DUOWANG_KEYS", raising=False)
    link(home, SECRET)
    [(old,)] = read(home, "select distinct resident_key from r.identity.resident_record", key=None)
    monkeypatch.setenv("AIRFLOW_CONN_DUOWANG_KEYS", json.dumps(GIVEN))
    link(home, ANOTHER)
    [(new,)] = read(home, "select distinct resident_key from r.identity.resident_record")
    history = "select old_key, new_key, reason from r.identity.key_history"
    assert read(home, history) == [(old, new, "rotated")]
    link(home, ANOTHER)
    assert read(home, history) == [(old, new, "rotated")]


def test_without_the_key_the_linkage_stops_and_leaves_the_file(home, with_key, monkeypatch):
    link(home, SECRET)
    before = home.identity_db.read_bytes()
    monkeypatch.delenv("AIRFLOW_CONN_DUOWANG_KEYS")
    with pytest.raises(ConfigurationError, match="encrypted"):
        link(home, SECRET)
    assert home.identity_db.read_bytes() == before
