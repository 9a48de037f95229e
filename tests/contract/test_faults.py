"""Every network, under every fault of the guides: exactly the platform's records, or a named failure."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from connectors.engine.connection import Connection
from connectors.engine.report import PullReport
from connectors.pull import pull_network
from sandbox.faults.catalogue import CATALOGUE
from sandbox.platforms.guide import NETWORKS
from sandbox.server import Connections, running
from tests.support.landed import accounts_balance, held, landed
from tests.support.tiny_store import make_store, tiny_rows

# these end a pull for good: the account may not read the stream, or the file stays broken
FINAL = {"forbidden_stream": "RefusedError", "bad_file": "BadDataError"}
# a stream with records and one without, which is asked for all the same
STREAMS = {
    "zongzhi": ("step", "dept"),
    "chengguan": ("cases", "depts"),
    "shequ": ("tickets", "communities"),
    "xiangcun": ("村民", "荣誉", "村务事件"),
}
# each of these makes the whole network wait a second or two
SLOW = {"rate_limited", "rate_limited_date", "body_timeout"}
CASES = [
    (network, fault.name) for fault in CATALOGUE.values() for network in NETWORKS if network in fault.networks
]


@pytest.fixture(scope="module")
def quiet_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("faults") / "home", tiny_rows())


@pytest.fixture
def home(quiet_home: Path, tmp_path: Path) -> Path:
    """Records that move while they are paged move in the store: each test has its own."""
    return Path(shutil.copytree(quiet_home, tmp_path / "home"))


def connection(connections: Connections, network: str) -> Connection:
    """The sandbox serves far above the guides' rates here; so may be asked."""
    extra = {"rate_scale": 1000, "timeout_seconds": 2}
    return Connection.from_json(network, json.dumps(connections[network] | {"extra": extra}))


def pull(home: Path, network: str, faults: str) -> PullReport:
    with running(home, faults=faults, rate_scale=1000) as connections:
        asked = connection(connections, network)
        return pull_network(network, asked, home / "landing", streams=STREAMS[network])


@pytest.mark.parametrize(("network", "fault"), CASES)
def test_each_fault_costs_no_record(network: str, fault: str, home: Path) -> None:
    report = pull(home, network, f"{fault}:{0.2 if fault in SLOW else 0.5}")
    assert accounts_balance(home / "landing")
    found, whole = landed(home / "landing", network), held(home, network)
    for stream in report.streams:
        if stream.status == "failed":
            assert stream.error_kind == FINAL[fault]
            assert stream.error
        else:
            assert found[stream.stream] == whole[stream.stream], stream.stream


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("faults", ["mixed:0.01", "mixed:0.2", "all:0.2", "hostile"])
def test_faults_that_come_together_cost_no_record(network: str, faults: str, home: Path) -> None:
    report = pull(home, network, faults)
    assert report.ok, report.failed
    assert accounts_balance(home / "landing")
    assert landed(home / "landing", network) == held(home, network)


@pytest.mark.parametrize("network", NETWORKS)
def test_a_platform_that_is_away_is_a_named_failure_and_leaves_nothing(network: str, home: Path) -> None:
    with running(home) as connections:
        gone = connections[network]
    hasty = Connection(network, gone["host"], gone["login"], gone["password"], {"patience_seconds": 1})
    report = pull_network(network, hasty, home / "landing", streams=STREAMS[network])
    assert {stream.error_kind for stream in report.streams} == {"UnavailableError"}
    assert landed(home / "landing", network) == {stream: set() for stream in held(home, network)}


@pytest.mark.parametrize("network", NETWORKS)
def test_wrong_credentials_are_refused_at_once_and_not_shown(network: str, home: Path) -> None:
    with running(home) as connections:
        wrong = Connection(network, connections[network]["host"], "somebody", "wr0ng-secret")
        report = pull_network(network, wrong, home / "landing", streams=STREAMS[network])
    assert {stream.error_kind for stream in report.streams} == {"RefusedError"}
    assert "wr0ng-secret" not in str(report)
