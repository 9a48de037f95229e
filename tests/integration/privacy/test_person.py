"""What is held about a person is found, given out, and erased with proof; nobody else loses anything."""

from __future__ import annotations

import json

import duckdb
import pyarrow.parquet as pq
import pytest

from connectors.engine.landing import Landing
from connectors.engine.locking import network_lock
from tests.integration.warehouse.landed import day, land
from warehouse.errors import LockedError
from warehouse.landing import register
from warehouse.landing.batches import batches
from warehouse.privacy import erasing
from warehouse.privacy.access_log import REVIEW_EXPORT, entries, log_file, note
from warehouse.privacy.erasing import erase, keep_away
from warehouse.privacy.person import UnclearRequestError, export, find
from warehouse.publication.versions import point_at
from warehouse.secret import resident_secret

ID, PHONE, NAME = "229923198503150027", "13900001111", "李某某"
WIDE = "２２９９２３１９８５０３１５００２７"
WHY = "request 2024-17"


def person(number, **fields):
    row = {"_record_id": number, "RYBH": number, "_content_hash": f"h{number}{len(fields)}", "HH": "H1"}
    return row | {"XM": f"王某{number}"} | fields


def reporter(name):
    return json.dumps({"name": name, "phone": PHONE}, ensure_ascii=False)


@pytest.fixture
def home(settings):
    """A person in three platforms, with another of the household who shares the phone."""
    home = settings.home
    own = {"XM": NAME, "GMSFHM": ID, "LXDH": PHONE}
    land(home, "zongzhi", "population", [person("P1", **own), person("P2", LXDH=PHONE)], window_to=day(18))
    land(home, "zongzhi", "population", [person("P1", **own, XZDZ="某路1号")], window_to=day(19))
    villager = {
        "_record_id": "V1",
        "村民编号": "V1",
        "姓名": NAME,
        "身份证号": WIDE,
        "户编号": "N1",
    }
    land(home, "xiangcun", "村民", [villager], kind="snapshot", window_to=day(19))
    households = [
        {"_record_id": "N1", "户编号": "N1", "户主姓名": NAME, "门牌": "3"},
        {"_record_id": "N2", "户编号": "N2", "户主姓名": NAME, "门牌": "4"},
    ]
    land(home, "xiangcun", "农户", households, kind="snapshot", window_to=day(19))
    cases = [
        {
            "_record_id": "C1",
            "caseNo": "C1",
            "reporter": reporter(NAME),
        },
        {
            "_record_id": "C2",
            "caseNo": "C2",
            "reporter": reporter("别人"),
        },
    ]
    aside = {"source_record_id": None, "rule": "type", "reason": "r", "fix": "f", "payload": f"[{ID}]"}
    land(home, "chengguan", "cases", cases, window_to=day(19))
    land(home, "zongzhi", "event", [], window_to=day(19), quarantined=[aside])
    resident_secret(home, {})
    write_registry(home)
    publish(home)
    return home


REGISTRY = f"""
create schema r.identity;
create table r.identity.resident_record as
select * from (values
    ('zongzhi', 'population', 'P1', 'k1'),
    ('zongzhi', 'population', 'P2', 'k2'),
    ('xiangcun', '村民', 'V1', 'k1')
) as t (network, stream, source_record_id, resident_key);
create table r.identity.resident as
select * from (values ('k1', '{NAME}'), ('k2', '王某P2')) as t (resident_key, name);
create table r.identity.link_evidence as
select 'shequ' as network, 'residents' as stream, 'R9' as source_record_id,
    'zongzhi' as linked_network, 'population' as linked_stream, 'P1' as linked_id;
create table r.identity.key_history as select 'k0' as old_key, 'k1' as new_key;
"""


def write_registry(home):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.identity_db}' as r")
        connection.execute(REGISTRY)


def publish(home, version="20241120T000000Z"):
    folder = home.published / version
    folder.mkdir()
    with duckdb.connect(str(folder / "hub.duckdb")) as connection:
        connection.execute("""
            create schema marts; create schema ops;
            create table marts.dim_resident (resident_key varchar not null, sex varchar);
            comment on table marts.dim_resident is '居民。Residents.';
            insert into marts.dim_resident values ('k1', 'female'), ('k2', 'male');
            create table marts.fct_event as select 'e1' as event_key, 'k1' as reporter_resident_key;
        """)
    point_at(home, version)


def landed_values(home):
    tables = [pq.read_table(path) for path in home.landing.rglob("*.parquet")]
    return "|".join(
        str(value) for table in tables for column in table.columns for value in column.to_pylist()
    )


FOUND_BY = [("number", ID), ("number", f"{WIDE} "), ("key", "k1"), ("record", "xiangcun/村民/V1")]
UNCLEAR = [("number", "1234", WHY), ("record", "P1", WHY), ("key", "k1", " ")]


@pytest.mark.parametrize(("by", "value"), FOUND_BY)
def test_a_person_is_found_in_every_place(home, by, value):
    found = find(home, by, value, WHY)
    assert found.keys == {"k1"}
    assert found.records == {("zongzhi", "population", "P1"), ("xiangcun", "村民", "V1")}
    assert found.places(home) == {
        "landing": 3,
        "landing, spoken of": 2,
        "quarantine": 1,
        "build": 0,
        "registry": 1,
        "published versions": 2,
    }


def test_who_speaks_of_the_person_is_found_and_no_namesake(home):
    rows = [row.record for row in find(home, "key", "k1", WHY).rows if not row.is_own]
    assert sorted(rows) == [("chengguan", "cases", "C1"), ("xiangcun", "农户", "N1")]


def test_a_shared_phone_is_not_taken_for_one_person(home):
    with pytest.raises(UnclearRequestError, match="2 residents"):
        find(home, "number", PHONE, WHY)


@pytest.mark.parametrize(("by", "value", "why"), UNCLEAR)
def test_an_unclear_request_is_refused(home, by, value, why):
    with pytest.raises(UnclearRequestError):
        find(home, by, value, why)


def test_the_copy_holds_all_versions_as_they_came(home):
    copy = export(home, find(home, "key", "k1", WHY), WHY)
    assert [one["name"] for one in copy["residents"]] == [NAME]
    assert sorted(one["record"] for one in copy["records"]) == ["P1", "P1", "V1"]
    assert {one["fields"].get("XZDZ") for one in copy["records"]} == {None, "某路1号"}


def test_every_look_is_logged_without_a_value(home):
    export(home, find(home, "number", ID, WHY), WHY)
    assert [(one.action, one.purpose) for one in entries(home)] == [("find", WHY), ("export", WHY)]
    text = log_file(home).read_text(encoding="utf-8")
    assert not [value for value in (ID, NAME, PHONE) if value in text]


def test_erasure_leaves_nothing_and_proves_it(home):
    proof = erase(home, find(home, "key", "k1", WHY), WHY)
    assert proof.before["landing"] == 3
    assert set(proof.after.values()) == {0}
    values = landed_values(home)
    assert not [value for value in (ID, "２２９９", "某路1号") if value in values]
    assert values.count(NAME) == 1, "the namesake of another household stays"
    assert NAME.encode() not in home.identity_db.read_bytes()
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.identity_db}' as r (read_only)")
        assert connection.execute("from r.identity.link_evidence").fetchall() == []
    kept = (home.restricted / "erasures").iterdir()
    assert not [path for path in kept if any(value in path.read_text("utf-8") for value in (ID, NAME, PHONE))]
    assert entries(home)[-1].action == "erase"


def test_nobody_else_loses_anything(home):
    erase(home, find(home, "key", "k1", WHY), WHY)
    values = landed_values(home)
    assert all(value in values for value in ("王某P2", "别人", PHONE))
    assert find(home, "key", "k2", WHY).places(home)["registry"] == 1
    with duckdb.connect(str(home.hub_db), read_only=True) as connection:
        assert connection.execute("from marts.dim_resident").fetchall() == [("k2", "male")]
        assert connection.execute("from marts.fct_event").fetchall() == [("e1", None)]
        comment = connection.execute("select comment from duckdb_tables() where table_name = 'dim_resident'")
        assert comment.fetchone() == ("居民。Residents.",)


def test_the_landing_is_sound_after_an_erasure(home, settings):
    before = [(one.batch_id, one.received, one.landed) for one in batches(home)]
    erase(home, find(home, "key", "k1", WHY), WHY)
    assert [(one.batch_id, one.received, one.landed) for one in batches(home)] == before
    assert register(home, settings).records > 0


def test_what_the_platform_sends_again_is_kept_away(home):
    erase(home, find(home, "key", "k1", WHY), WHY)
    land(home, "zongzhi", "population", [person("P1", XM=NAME, GMSFHM=ID), person("P3")], window_to=day(21))
    again = [{"_record_id": "C1", "caseNo": "C1", "reporter": f'{{"name":"{NAME}"}}', "stage": "CLOSE"}]
    land(home, "chengguan", "cases", again, window_to=day(21))
    assert keep_away(home) == 2
    assert keep_away(home) == 0
    values = landed_values(home)
    assert ID not in values
    assert "王某P3" in values
    assert "CLOSE" in values


def test_the_proof_names_the_files_that_clerks_were_given(home):
    note(home, REVIEW_EXPORT, WHY, "all that is doubtful", {"file": "doubtful.csv"})
    proof = erase(home, find(home, "key", "k1", WHY), WHY)
    given = entries(home)[0]
    assert proof.to_delete_by_hand == (f"doubtful.csv ({given.at}, {given.who})",)


def test_while_a_network_is_pulled_nothing_is_erased(home):
    found = find(home, "key", "k1", WHY)
    with network_lock(Landing(home.landing), "zongzhi"), pytest.raises(LockedError):
        erase(home, found, WHY)


def test_an_erasure_that_leaves_something_is_not_called_one(home, monkeypatch):
    monkeypatch.setattr(erasing.registry, "remove", lambda *_: 0)
    with pytest.raises(erasing.NotErasedError, match="still held"):
        erase(home, find(home, "key", "k1", WHY), WHY)
