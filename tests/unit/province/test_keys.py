"""The province's keys: the same from the same registries, with a history, and nothing personal beside."""

from __future__ import annotations

import hmac
import json
from datetime import timedelta

import duckdb
import pytest

from tests.unit.identity.people import NUMBER, SEEN, person
from tests.unit.province.conftest import PROVINCE_SECRET, Hub
from warehouse.errors import ConfigurationError
from warehouse.privacy.vault import attach_existing
from warehouse.province import keyed
from warehouse.province.linking import UnreadableCountyError

LATER = {"first_seen_at": SEEN + timedelta(days=9), "phone_text": "13912345672"}


@pytest.mark.parametrize("secret", [b"k" * 16, b"k" * 64, b"k" * 200])
def test_the_keyed_hash_is_the_standard_one(secret: bytes) -> None:
    with duckdb.connect() as con:
        keyed.install(con, secret)
        found = con.execute("select keyed('张三|1985-03-15')").fetchone()
    assert found == (hmac.digest(secret, "张三|1985-03-15".encode(), "sha256").hex(),)


def test_a_second_pass_changes_nothing(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, id_text=NUMBER, **LATER), person(3, name_text="李静"))
    hub.link()
    before = hub.people()
    hub.link()
    assert hub.people() == before
    assert hub.ask("from province.identity.key_history") == []


def test_the_same_registries_give_the_same_keys_without_the_former_file(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, id_text=NUMBER, **LATER))
    hub.link()
    before = hub.people()
    hub.root.province.identity_db.unlink()
    hub.link()
    assert hub.people() == before


def test_the_key_of_who_was_first_stays_and_history_tells_of_the_other(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, **LATER))
    hub.link()
    apart = hub.people()
    hub.register("b", person(2, id_text=NUMBER, **LATER))
    hub.link()
    assert set(hub.people().values()) == {apart["aR001"]}
    history = "select old_key, new_key, reason from province.identity.key_history"
    assert hub.ask(history) == [(apart["bR002"], apart["aR001"], "merged")]
    hub.register("b", person(2, **LATER))
    hub.link()
    assert hub.people() == apart
    assert hub.ask(history)[1:] == [(apart["aR001"], apart["bR002"], "split")]


def test_another_secret_gives_other_keys_and_says_so(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.link()
    before = hub.people()
    hub.link(b"another secret of the province")
    assert hub.people()["aR001"] != before["aR001"]
    assert hub.ask("select reason from province.identity.key_history") == [("rotated",)]


def test_no_personal_value_lies_in_the_province_s_registry(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2))
    hub.link()
    file = hub.root.province.identity_db
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    content = file.read_bytes()
    for value in (NUMBER, NUMBER[:17], "王芳", "13812345671", "1985-03-15", PROVINCE_SECRET.decode()):
        assert value.encode() not in content, value


def test_each_registry_is_opened_and_written_with_its_own_key(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def key(value: str) -> str:
        return json.dumps({"extra": {"registry_key": value * 32}})

    for name, value in (("a", "1"), ("b", "2")):
        with monkeypatch.context() as county:
            county.setenv("AIRFLOW_CONN_DUOWANG_KEYS", key(value))
            hub.register(name, person(1 if name == "a" else 2, id_text=NUMBER))
        monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}_KEYS", key(value))
    monkeypatch.setenv("AIRFLOW_CONN_DUOWANG_KEYS", key("3"))
    assert hub.link().by_rule == {"id_number": 2}
    with duckdb.connect() as con, pytest.raises(ConfigurationError, match="encrypted"):
        attach_existing(con, hub.root.province.identity_db, "province")
    with duckdb.connect() as con:
        attach_existing(con, hub.root.province.identity_db, "province", "3" * 32)
        assert con.execute("select count(*) from province.identity.province_crosswalk").fetchone() == (2,)


def test_a_registry_that_cannot_be_read_is_named_and_the_province_s_stays(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, id_text=NUMBER))
    hub.link()
    before = hub.people()
    kept = hub.county("b").identity_db.read_bytes()
    hub.county("b").identity_db.write_bytes(b"no database at all" * 900)
    with pytest.raises(UnreadableCountyError, match="registry of b "):
        hub.link()
    hub.county("b").identity_db.write_bytes(kept)
    assert hub.people() == before
