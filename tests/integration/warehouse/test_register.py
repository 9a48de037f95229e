from __future__ import annotations

import dataclasses
import os
import stat
from pathlib import Path

import duckdb
import pytest

from bench.chaos.damage import cut, flip
from connectors.registry import contract, networks
from tests.integration.warehouse.landed import day, land
from warehouse.errors import LandingCorruptError
from warehouse.exit_codes import ExitCode
from warehouse.landing import register
from warehouse.landing.batches import readable_batches
from warehouse.paths import Home

Rows = list[tuple[object, ...]]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home under folders whose names look like patterns, quotes and partitions."""
    return Home.at(tmp_path / "年度=2024" / "it's [1] 数据 *" / "home").prepare()


def query(home: Home, sql: str) -> Rows:
    with duckdb.connect(str(home.build_db), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(sql).fetchall()


def test_every_stream_of_every_contract_has_a_view_before_anything_has_landed(home: Home) -> None:
    found = register(home)
    streams = [(network, stream) for network in networks() for stream in contract(network).streams]
    assert found.streams == len(streams)
    for network, stream in streams:
        assert query(home, f'select count(*) from landing."{network}__{stream}"') == [(0,)]
    assert query(home, "select count(*) from landing.manifest") == [(0,)]
    assert query(home, "select count(*) from landing.quarantine") == [(0,)]


def test_an_empty_view_has_the_same_columns_and_types_as_a_filled_one(home: Home) -> None:
    register(home)
    describe = 'describe landing."xiangcun__荣誉"'
    empty = query(home, describe)
    land(home, "xiangcun", "荣誉", [{"_record_id": "1", "编号": "1"}], kind="snapshot")
    register(home)
    assert query(home, describe) == empty
    types = {name: kind for name, kind, *_ in empty}
    assert types["称号"] == "VARCHAR"
    assert types["_updated_at"] == types["_window_to"] == types["_order_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["_is_latest_snapshot"] == types["_is_tombstone"] == "BOOLEAN"


def test_never_fields_have_no_column(home: Home) -> None:
    register(home)
    columns = {row[0] for row in query(home, 'describe landing."zongzhi__population"')}
    assert "XM" in columns
    assert not {"MZDM", "ZJXY", "ZDRYLB"} & columns


def test_rows_know_their_batch(home: Home) -> None:
    manifest = land(
        home, "zongzhi", "event", [{"_record_id": "E1", "SJBH": "E1"}], window_to=day(20), pulled_at=day(21)
    )
    register(home)
    sql = """
    select SJBH, _batch_id, _batch_kind, _window_to, _pulled_at, _order_at, _is_latest_snapshot
    from landing."zongzhi__event"
    """
    assert query(home, sql) == [("E1", manifest.batch_id, "window", day(20), day(21), day(21), True)]


def test_only_the_newest_day_of_a_snapshot_stream_is_the_latest_whenever_it_was_pulled(home: Home) -> None:
    rows = [{"_record_id": "1"}]
    land(home, "xiangcun", "村民", rows, kind="snapshot", window_to=day(20), pulled_at=day(20))
    land(home, "xiangcun", "村民", rows, kind="snapshot", window_to=day(19), pulled_at=day(25))
    register(home)
    sql = 'select _order_at, _is_latest_snapshot from landing."xiangcun__村民" order by 1'
    assert query(home, sql) == [(day(19), False), (day(20), True)]


def test_an_empty_snapshot_is_the_latest_one_and_so_everything_is_gone(home: Home) -> None:
    land(home, "xiangcun", "屯", [{"_record_id": "1"}], kind="snapshot", window_to=day(19))
    land(home, "xiangcun", "屯", [], kind="snapshot", window_to=day(20))
    register(home)
    assert query(home, 'select _is_latest_snapshot from landing."xiangcun__屯"') == [(False,)]


def test_a_batch_of_an_older_contract_lacks_a_column_and_one_of_a_newer_has_one_more(home: Home) -> None:
    older = {"_record_id": "1", "id": "1", "brand": "福安茶馆"}
    newer = {"_record_id": "2", "id": "2", "surplus": "x"}
    land(home, "shequ", "communities", [older], window_to=day(19))
    land(home, "shequ", "communities", [newer], window_to=day(20))
    register(home)
    sql = 'select id, brand, streetName from landing."shequ__communities" order by 1'
    assert query(home, sql) == [("1", "福安茶馆", None), ("2", None, None)]


def test_the_ledger_is_a_table(home: Home) -> None:
    aside = [{"source_record_id": None, "rule": "no_id", "reason": "缺编号", "fix": "补录", "payload": "{}"}]
    land(home, "shequ", "tickets", [{"_record_id": "1"}], quarantined=aside)
    register(home)
    sql = (
        "select network, stream, kind, window_to, received, landed, quarantined, drift from landing.manifest"
    )
    [row] = query(home, sql)
    assert row[:7] == ("shequ", "tickets", "window", day(20), 2, 1, 1)
    assert str(row[7]).startswith("{")
    assert query(home, "select * from landing.quarantine") == [
        ("shequ", "tickets", None, "no_id", "缺编号", "补录", "shequ.tickets.20241120T0000")
    ]


def test_what_has_no_manifest_does_not_exist(home: Home) -> None:
    manifest = land(home, "shequ", "tickets", [{"_record_id": "1"}])
    (manifest.folder / "_manifest.json").unlink()
    assert register(home).batches == 0
    assert query(home, 'select count(*) from landing."shequ__tickets"') == [(0,)]


def test_registering_again_shows_what_has_landed_since_and_forgets_what_was_replaced(home: Home) -> None:
    first = land(home, "shequ", "tickets", [{"_record_id": "1"}])
    register(home)
    (first.folder / "_manifest.json").unlink()
    land(home, "shequ", "tickets", [{"_record_id": "2"}], window_to=day(21))
    register(home)
    assert query(home, 'select _record_id from landing."shequ__tickets"') == [("2",)]


def test_the_build_database_is_for_its_owner_only(home: Home) -> None:
    register(home)
    assert stat.S_IMODE(home.build_db.stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["missing", "truncated", "flipped"])
def test_a_damaged_file_is_named_with_what_to_do(home: Home, damage: str) -> None:
    land(home, "shequ", "residents", [{"_record_id": "1", "fullName": "赵一"}], window_to=day(19))
    bad = land(home, "shequ", "tickets", [{"_record_id": "1"}]).folder / "part-00000.parquet"
    content = bytearray(bad.read_bytes())
    content[len(content) // 2] ^= 0xFF
    {
        "missing": bad.unlink,
        "truncated": lambda: os.truncate(bad, 100),
        "flipped": lambda: bad.write_bytes(content),
    }[damage]()
    with pytest.raises(LandingCorruptError) as caught:
        register(home)
    assert caught.value.where == str(bad)
    assert "duowang pull shequ" in caught.value.fix
    assert caught.value.exit_code is ExitCode.LANDING_CORRUPT


def test_a_file_that_changes_after_it_was_checked_is_checked_again(home: Home) -> None:
    path = land(home, "shequ", "tickets", [{"_record_id": "1"}]).folder / "part-00000.parquet"
    register(home)
    content = bytearray(path.read_bytes())
    content[10] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(LandingCorruptError, match="changed"):
        register(home)


def test_a_file_that_rots_without_a_sign_is_seen_by_its_checksum(home: Home) -> None:
    path = land(home, "shequ", "tickets", [{"_record_id": "1"}]).folder / "part-00000.parquet"
    register(home)
    before = path.stat()
    flip(path)
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    with pytest.raises(LandingCorruptError, match="changed"):
        register(home)


@pytest.mark.parametrize(
    ("network", "stream", "moved"),
    [("shequ", "tickets", "landing/shequ/tickets"), ("xiangcun", "屯", "landing/xiangcun/屯/xiangcun.屯.")],
)
def test_a_half_written_manifest_is_named_with_what_can_be_pulled_again(
    home: Home, network: str, stream: str, moved: str
) -> None:
    kind = "snapshot" if network == "xiangcun" else "window"
    whole = land(home, network, stream, [{"_record_id": "1"}], window_to=day(19), kind=kind)
    torn = land(home, network, stream, [{"_record_id": "2"}], window_to=day(20), kind=kind)
    cut(torn.folder / "_manifest.json")
    with pytest.raises(LandingCorruptError, match=torn.batch_id) as caught:
        register(home)
    assert caught.value.where == str(torn.folder / "_manifest.json")
    assert f"move the folder {moved}" in caught.value.fix
    readable, damage = readable_batches(home)
    assert [batch.batch_id for batch in readable] == [whole.batch_id]
    assert damage is not None


def test_the_registration_counts_what_the_build_sees(home: Home) -> None:
    land(home, "shequ", "tickets", [{"_record_id": str(number)} for number in range(3)])
    land(home, "zongzhi", "event", [{"_record_id": "1"}])
    found = dataclasses.asdict(register(home))
    assert {name: found[name] for name in ("batches", "files", "records", "quarantined")} == {
        "batches": 2,
        "files": 2,
        "records": 4,
        "quarantined": 0,
    }
