"""Every network, its platform behaving: all that is there, then only what is new, and what is gone."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from connectors.engine.contract import StreamContract
from connectors.engine.manifest import committed
from connectors.pull import pull_network
from connectors.reconcile import reconcile_network
from connectors.registry import contract
from tests.support.completeness import difference, files_with, landed, rows_of
from tests.support.county import MARKER, PLAYED, bodies, next_drop, remove, rewrite
from tests.support.pulling import plan_of, pull_once, serving

_QUIET = plan_of("none")
_DROPS = 3
_WINDOWED = [network for network in PLAYED if contract(network).kind == "window"]
_BARRING = [
    network
    for network in PLAYED
    if any(
        field.policy == "never" for stream in contract(network).streams.values() for field in stream.fields
    )
]


def _differences(home: Path, landing: Path, network: str) -> dict[str, object]:
    streams = contract(network).streams
    found = {stream: difference(home, landing, network, stream, _QUIET) for stream in streams}
    return {stream: unlike for stream, unlike in found.items() if unlike}


def _newest(home: Path, network: str, stream: str) -> tuple[str, int, dict[str, Any]]:
    """The newest record of a stream: its id, update time (epoch ms) and body."""
    held = bodies(home, network, stream)
    record_id = max(held, key=lambda key: (held[key][0], key))
    return record_id, held[record_id][0], json.loads(held[record_id][1])


def _day_passes(home: Path, network: str) -> None:
    if contract(network).kind == "snapshot":
        next_drop(home)


def _open_text(spec: StreamContract) -> str:
    """A field of a stream that a test may change without changing the record's identity."""
    kept = (spec.record_id, spec.updated_at, "SCBZ", "delFlag", "archived")
    return next(f.name for f in spec.landed if f.name not in kept and f.type == "text")


@pytest.mark.parametrize("network", PLAYED)
def test_every_record_is_landed_as_it_came(
    network: str, county: Path, landing: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    report = pull_once(county, landing, network)

    assert report.ok, report.failed
    assert _differences(county, landing, network) == {}
    for stream in report.streams:
        manifests = committed(landing, network, stream.stream)
        assert stream.landed == sum(manifest.landed for manifest in manifests) > 0
        assert stream.received == stream.landed + stream.duplicates + stream.quarantined
        for manifest in manifests:
            assert manifest.landed == len(list(rows_of(manifest)))
    assert MARKER not in caplog.text


@pytest.mark.parametrize("network", _BARRING)
def test_a_field_marked_never_reaches_no_file(network: str, county: Path, landing: Path) -> None:
    planted = [s for s in contract(network).streams if MARKER in repr(bodies(county, network, s).values())]

    pull_once(county, landing, network)

    assert planted, "the county must hold a marker for this to prove anything"
    assert files_with(landing.parent, MARKER) == []
    for stream in planted:
        seen = files_with(landing / network / stream, _newest(county, network, stream)[0])
        assert any(path.suffix == ".parquet" for path in seen), "the search must see what is landed"
        barred = {f.name for f in contract(network).stream(stream).fields if f.policy == "never"}
        for record in landed(landing, network, stream).values():
            assert not barred & record.keys()


@pytest.mark.parametrize("network", PLAYED)
def test_a_record_without_an_id_is_set_apart_without_what_is_barred(
    network: str, county: Path, landing: Path
) -> None:
    lost = {}
    for spec in contract(network).streams.values():
        record_id, ms, _ = _newest(county, network, spec.id)
        rewrite(county, network, spec.id, record_id, {spec.record_id: ""}, ms)
        lost[spec.id] = record_id
    _day_passes(county, network)

    report = pull_once(county, landing, network)

    assert report.ok, report.failed
    assert files_with(landing.parent, MARKER) == []
    for stream, record_id in lost.items():
        newest = committed(landing, network, stream)[-1]
        assert newest.quarantined == 1, stream
        assert newest.quarantine_file
        (row,) = pq.read_table(newest.folder / newest.quarantine_file).to_pylist()
        assert row["rule"] == "record.no_id"
        assert record_id not in landed(landing, network, stream)
        others = bodies(county, network, stream).keys() - {record_id}
        assert others == landed(landing, network, stream).keys()


@pytest.mark.parametrize("network", PLAYED)
def test_the_second_pull_asks_only_for_what_is_new(network: str, county: Path, landing: Path) -> None:
    first = pull_once(county, landing, network)
    for spec in contract(network).streams.values():
        record_id, ms, _ = _newest(county, network, spec.id)
        changes: dict[str, Any] = {_open_text(spec): "改过的"}
        rewrite(county, network, spec.id, record_id, changes, ms)
    _day_passes(county, network)
    if contract(network).kind == "window":  # what a later drop holds is no difference of the drops landed
        assert _differences(county, landing, network).keys() == set(contract(network).streams)

    second = pull_once(county, landing, network)

    assert second.ok, second.failed
    assert {stream.stream for stream in second.streams if stream.received} == set(contract(network).streams)
    assert _differences(county, landing, network) == {}
    again = {stream.stream: stream.received for stream in second.streams}
    for stream in first.streams:
        full = stream.received // (_DROPS if contract(network).kind == "snapshot" else 1)
        assert again[stream.stream] <= full, stream.stream
    assert sum(again.values()) < sum(stream.received for stream in first.streams) / 2


@pytest.mark.parametrize("network", PLAYED)
def test_nothing_new_changes_nothing(network: str, county: Path, landing: Path) -> None:
    pull_once(county, landing, network)

    again = pull_once(county, landing, network)

    assert again.ok, again.failed
    assert _differences(county, landing, network) == {}


@pytest.mark.parametrize("network", _WINDOWED)
def test_what_the_platform_marks_as_deleted_is_landed_with_its_mark(
    network: str, county: Path, landing: Path
) -> None:
    pull_once(county, landing, network)
    mark = contract(network).deleted
    assert mark is not None
    gone = {}
    for stream in contract(network).streams:
        record_id, ms, body = _newest(county, network, stream)
        value = True if isinstance(body[mark.field], bool) else type(body[mark.field])(1)
        rewrite(county, network, stream, record_id, {mark.field: value}, ms)
        gone[stream] = record_id

    report = pull_once(county, landing, network)

    assert report.ok, report.failed
    for stream, record_id in gone.items():
        assert landed(landing, network, stream)[record_id][mark.field] in mark.values


@pytest.mark.parametrize("network", PLAYED)
def test_what_vanishes_without_a_mark_is_flagged(network: str, county: Path, landing: Path) -> None:
    pull_once(county, landing, network)
    gone = {}
    for stream in contract(network).streams:
        gone[stream] = min(bodies(county, network, stream))
        remove(county, network, stream, gone[stream])
    _day_passes(county, network)

    with serving(county) as connections:
        pulled = pull_network(network, connections[network], landing)
        reconciled = reconcile_network(network, connections[network], landing)

    assert pulled.ok, pulled.failed
    assert reconciled.ok, reconciled.failed
    for stream, record_id in gone.items():
        assert record_id not in landed(landing, network, stream)
    assert _differences(county, landing, network) == {}


@pytest.mark.parametrize("network", _WINDOWED)
def test_what_is_edited_without_a_new_update_time_is_found(network: str, county: Path, landing: Path) -> None:
    pull_once(county, landing, network)
    for spec in contract(network).streams.values():
        record_id, (ms, _) = min(bodies(county, network, spec.id).items())
        rewrite(county, network, spec.id, record_id, {_open_text(spec): "悄悄改的"}, ms)

    with serving(county) as connections:
        report = reconcile_network(network, connections[network], landing)

    assert report.ok, report.failed
    assert _differences(county, landing, network) == {}
    assert [stream.landed for stream in report.streams] == [1] * len(report.streams)
