"""A field marked never reaches no file and no log, whatever else goes wrong."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from connectors.engine.connection import Connection
from connectors.pull import pull_network
from connectors.registry import contract
from sandbox.platforms.guide import CSV_COLUMNS, NETWORKS
from sandbox.server import running
from tests.support.landed import landed
from tests.support.tiny_store import FIRST, Row, cases, epoch_ms, make_store

PLANTED = "PLANTED-ETHNICITY-满"
KEPT = "kept-name"
STREAM = {"zongzhi": "population", "chengguan": "cases", "shequ": "residents", "xiangcun": "村民"}


def people(network: str) -> list[Row]:
    """People with planted values in every field that policy bars; some without a number, some ruined."""
    stream = contract(network).stream(STREAM[network])
    made: list[Row] = []
    for n in range(30):
        body: dict[str, Any] = {f.name: "" for f in stream.fields}
        body |= {f.name: PLANTED for f in stream.fields if f.policy == "never"}
        body[stream.record_id] = f"{n:032x}" if n % 7 else ""
        body[next(f.name for f in stream.fields if f.policy == "restricted")] = KEPT
        if network != "xiangcun":
            body["unheardOf"] = {"inner": [PLANTED]}
            body[str(stream.updated_at)] = update_time(network)
        made.append((network, stream.id, f"{n:032x}", epoch_ms(FIRST), None, body))
    return made


def update_time(network: str) -> object:
    return {
        "zongzhi": FIRST.strftime("%Y-%m-%d %H:%M:%S"),
        "chengguan": FIRST.isoformat(),
        "shequ": epoch_ms(FIRST),
    }[network]


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("faults", ["none", "truncated_json:0.5,http_500:0.5", "retyped_field:1,new_field:1"])
def test_planted_values_are_found_nowhere(
    network: str,
    faults: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    rows = [*people(network), *cases(3)]
    home = make_store(tmp_path / "home", rows)
    with running(home, faults=faults, rate_scale=1000) as served:
        extra = {"extra": {"rate_scale": 1000}}
        given = Connection.from_json(network, json.dumps(served[network] | extra))
        report = pull_network(network, given, tmp_path / "landing", streams=[STREAM[network]])
    assert report.ok, report.failed
    assert len(landed(tmp_path / "landing", network)[STREAM[network]]) >= 20
    assert report.streams[0].quarantined > 0
    said = caplog.text + "".join(capfd.readouterr()) + str(report)
    assert PLANTED not in said
    assert KEPT not in said
    files = [path for path in (tmp_path / "landing").rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert PLANTED.encode() not in content(path), path


def content(path: Path) -> bytes:
    """A file's bytes, unpacked where it is Parquet."""
    if path.suffix != ".parquet":
        return path.read_bytes()
    return json.dumps(pq.read_table(path).to_pylist(), ensure_ascii=False, default=str).encode()


def test_the_sandbox_serves_the_columns_of_the_contracts() -> None:
    for stream in contract("xiangcun").streams.values():
        assert {f.name for f in stream.fields} == set(CSV_COLUMNS[stream.id])
