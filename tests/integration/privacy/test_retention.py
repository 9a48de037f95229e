"""What is past its retention is really gone; what the present state needs stays as it was."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.engine.landing import Landing
from connectors.engine.locking import network_lock
from connectors.registry import contract
from tests.integration.warehouse.landed import day, land
from warehouse import build_state, pipeline
from warehouse.landing import register
from warehouse.landing.batches import batches
from warehouse.runs import RunLog

RETENTION = timedelta(days=contract("zongzhi").stream("population").retention_days)
LATER = day(20) + RETENTION + timedelta(hours=12)
"""An instant at which the batches up to 20 November are past their retention, those of the 21st are not."""


def person(number, **fields):
    return {"_record_id": number, "RYBH": number, "_content_hash": "h", "XM": f"名{number}"} | fields


@pytest.fixture
def home(settings):
    return settings.home


def maintain(settings, now=LATER):
    return pipeline.maintain(settings, now=now)


def view(settings, name):
    register(settings.home, settings)
    with duckdb.connect(str(settings.home.build_db)) as connection:
        return connection.execute(
            f'select _record_id, "XM", _is_tombstone, _batch_id from landing."{name}" order by all'
        ).fetchall()


def every_byte_decoded(home):
    """All values of all Parquet files of the landing."""
    tables = [pq.read_table(path) for path in home.landing.rglob("*.parquet")]
    return {str(value) for table in tables for column in table.columns for value in column.to_pylist()}


def test_the_newest_version_stays_however_old_it_is(settings, home):
    land(home, "zongzhi", "population", [person("A")], window_to=day(18), pulled_at=day(18))
    assert maintain(settings).streams[0].network == "chengguan"
    assert view(settings, "zongzhi__population") == [("A", "名A", False, batches(home)[0].batch_id)]


def test_a_former_version_loses_its_values_but_not_when_it_was_first_seen(settings, home):
    land(home, "zongzhi", "population", [person("A", XM="旧名")], window_to=day(18), pulled_at=day(18))
    land(home, "zongzhi", "population", [person("A", XM="中名")], window_to=day(19), pulled_at=day(19))
    land(home, "zongzhi", "population", [person("A", XM="新名")], window_to=day(21), pulled_at=day(21))
    maintain(settings)
    assert [row[:3] for row in view(settings, "zongzhi__population")] == [
        ("A", "新名", False),
        ("A", None, True),
    ]
    assert {"旧名", "中名"}.isdisjoint(every_byte_decoded(home))
    with duckdb.connect(str(home.build_db)) as connection:
        first = connection.execute('select min(_window_to) from landing."zongzhi__population"').fetchone()
    assert first == (day(18),)


def test_a_former_version_within_its_retention_stays(settings, home):
    land(home, "zongzhi", "population", [person("A", XM="旧名")], window_to=day(21), pulled_at=day(21))
    land(home, "zongzhi", "population", [person("A", XM="新名")], window_to=day(22), pulled_at=day(22))
    maintain(settings)
    assert "旧名" in every_byte_decoded(home)


@pytest.mark.parametrize("gone", [{"SCBZ": "1"}, {"_is_tombstone": True}])
def test_a_record_deleted_long_ago_goes_altogether(settings, home, gone):
    land(home, "zongzhi", "population", [person("A"), person("B")], window_to=day(18), pulled_at=day(18))
    land(home, "zongzhi", "population", [person("A", **gone)], window_to=day(19), pulled_at=day(19))
    land(home, "zongzhi", "population", [person("C")], window_to=day(21), pulled_at=day(21))
    maintain(settings)
    assert [row[0] for row in view(settings, "zongzhi__population")] == ["B", "C"]


def test_a_record_deleted_lately_is_still_known_to_be_deleted(settings, home):
    land(home, "zongzhi", "population", [person("A")], window_to=day(18), pulled_at=day(18))
    land(home, "zongzhi", "population", [person("A", SCBZ="1")], window_to=day(21), pulled_at=day(21))
    maintain(settings)
    assert [row[:3] for row in view(settings, "zongzhi__population")] == [
        ("A", "名A", False),
        ("A", None, True),
    ]


def test_of_old_snapshots_only_the_first_sightings_stay(settings, home):
    def snapshot(number, *people):
        rows = [{"_record_id": one, "村民编号": one, "姓名": f"{one}{number}"} for one in people]
        land(home, "xiangcun", "村民", rows, kind="snapshot", window_to=day(number), pulled_at=day(number))

    snapshot(17, "A", "X")
    snapshot(18, "A", "B")
    snapshot(19, "A", "B")
    snapshot(22, "A", "B")
    maintain(settings)
    register(home, settings)
    with duckdb.connect(str(home.build_db)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        rows = connection.execute(
            'select _record_id, "姓名", _window_to from landing."xiangcun__村民" order by 1, 3'
        ).fetchall()
    assert rows == [
        *(("A", None, day(17)), ("A", "A22", day(22))),
        *(("B", None, day(18)), ("B", "B22", day(22))),
    ]
    assert len(batches(home)) == 4, "a day that was taken is still known, or it would be pulled again"


def test_the_ledger_still_tells_what_was_received(settings, home):
    land(home, "zongzhi", "population", [person("A"), person("B")], window_to=day(18), pulled_at=day(18))
    land(home, "zongzhi", "population", [person("A")], window_to=day(21), pulled_at=day(21))
    before = [(one.received, one.landed) for one in batches(home)]
    maintain(settings)
    assert [(one.received, one.landed) for one in batches(home)] == before


def test_the_second_time_nothing_is_left_to_remove(settings, home):
    for number in (17, 18, 19, 21):
        rows = [person("A", XM=f"名{number}"), person(f"B{number}")]
        land(home, "zongzhi", "population", rows, window_to=day(number), pulled_at=day(number))
    assert any(stream.is_changed for stream in maintain(settings).streams)
    files = {path: path.read_bytes() for path in home.landing.rglob("*") if path.is_file()}
    again = maintain(settings)
    assert not any(stream.is_changed for stream in again.streams)
    assert not again.is_build_discarded
    assert {path: path.read_bytes() for path in home.landing.rglob("*") if path.is_file()} == files


def test_the_build_goes_with_the_rows_for_it_holds_copies(settings, home):
    for number, name in ((18, "旧名"), (21, "新名")):
        rows = [person("A", XM=name)]
        land(home, "zongzhi", "population", rows, window_to=day(number), pulled_at=day(number))
    home.build_db.write_bytes(b"copies")
    build_state.begin(home, "r1")
    assert maintain(settings).is_build_discarded
    assert not home.build_db.exists()
    assert build_state.load(home) is None


def aside(payload):
    row = {"source_record_id": "A", "rule": "type", "reason": "r", "fix": "f", "payload": payload}
    return [row]


def quarantine(home):
    return [
        row for path in home.landing.rglob("_quarantine*.parquet") for row in pq.read_table(path).to_pylist()
    ]


def test_what_was_set_aside_keeps_its_reason_longer_than_its_payload(settings, home):
    given = {"window_to": day(18), "pulled_at": day(18), "quarantined": aside('{"XM":"名"}')}
    land(home, "zongzhi", "population", [person("A")], **given)
    assert (
        sum(stream.payloads_removed for stream in maintain(settings, day(18) + timedelta(days=89)).streams)
        == 0
    )
    assert (
        sum(stream.payloads_removed for stream in maintain(settings, day(18) + timedelta(days=91)).streams)
        == 1
    )
    assert [(row["rule"], row["payload"]) for row in quarantine(home)] == [("type", "")]
    maintain(settings)
    assert quarantine(home) == []


def test_a_network_that_is_being_pulled_is_left_alone(settings, home):
    for number in (18, 19, 21):
        rows = [person("A", XM=f"名{number}")]
        land(home, "zongzhi", "population", rows, window_to=day(number), pulled_at=day(number))
    with network_lock(Landing(home.landing), "zongzhi"):
        done = maintain(settings)
    assert done.busy == ("zongzhi",)
    assert "名18" in every_byte_decoded(home)


def test_old_records_of_runs_and_checks_go_and_the_newest_stays(settings, home):
    results = home.quality / "results"
    results.mkdir()
    for number, name in enumerate(("r1", "r2")):
        log = RunLog(home, name)
        with log.stage("link"):
            pass
        file = results / f"{name}.marts.parquet"
        pq.write_table(pa.table({"a": [1]}), file)
        os.utime(file, (number, number))
    done = maintain(settings, datetime.now(UTC) + timedelta(days=500))
    assert (done.runs, done.results) == (2, 1)
    assert [path.name for path in results.iterdir()] == ["r2.marts.parquet"]


def test_what_killed_processes_left_in_the_private_folders_goes(settings, home):
    (home.restricted / ".identity.duckdb.123").write_text("names")
    (home.restricted / ".link-abc").mkdir()
    home.identity_db.write_text("kept")
    assert maintain(settings).leftovers == 2
    assert [path.name for path in home.restricted.iterdir()] == ["identity.duckdb"]
