"""A pull may be killed at any moment: the next one asks for the rest and ends as if nothing had happened."""

from __future__ import annotations

import json
import multiprocessing
import signal
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from connectors.engine.manifest import committed
from sandbox.server import Connections, running
from tests.support import killed_pull
from tests.support.landed import accounts_balance, contents
from tests.support.tiny_store import make_store, tiny_rows

STREAM = {"zongzhi": "step", "chengguan": "cases", "shequ": "tickets", "xiangcun": "村民"}
# processes are forked from one that has no threads and has imported everything
SPAWNER = multiprocessing.get_context("forkserver")
SPAWNER.set_forkserver_preload(["tests.support.killed_pull"])
PAGED = ("zongzhi", "chengguan", "shequ")


@dataclass(frozen=True)
class Pulled:
    """What a pull in a process of its own has left behind."""

    code: int
    landing: Path
    requests: list[str]

    def contents(self, network: str) -> Counter[tuple[str, str]]:
        return contents(self.landing, network, STREAM[network])


@pytest.fixture(scope="module")
def connections(tmp_path_factory: pytest.TempPathFactory) -> Connections:
    home = make_store(tmp_path_factory.mktemp("killed") / "home", tiny_rows())
    with running(home, rate_scale=1000) as served:
        yield served


@pytest.fixture(scope="module")
def undisturbed(connections: Connections, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pulled]:
    """The landing of each network pulled in one go."""
    folder = tmp_path_factory.mktemp("undisturbed")
    return {network: pull(connections, network, folder / network, "-", 0) for network in STREAM}


def pull(connections: Connections, network: str, folder: Path, point: str, nth: int) -> Pulled:
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"requests-{len(list(folder.glob('requests-*')))}"
    log.touch()
    about = (network, json.dumps(connections[network]), STREAM[network])
    child = SPAWNER.Process(
        target=killed_pull.main, args=(about, str(folder / "landing"), str(log), point, nth)
    )
    child.start()
    child.join(120)
    asked = [line for line in log.read_text().splitlines() if "login" not in line]
    assert child.exitcode in (0, -signal.SIGKILL)
    return Pulled(child.exitcode, folder / "landing", asked)


@pytest.mark.parametrize("network", STREAM)
@pytest.mark.parametrize("when", "<>")
@pytest.mark.parametrize("point", killed_pull.POINTS)
def test_killed_at_a_commit_point_and_run_again_it_lands_the_same(
    network: str,
    when: str,
    point: str,
    connections: Connections,
    undisturbed: dict[str, Pulled],
    tmp_path: Path,
) -> None:
    whole = undisturbed[network].contents(network)
    assert whole
    killed = pull(connections, network, tmp_path, when + point, 3)
    assert accounts_balance(killed.landing) if killed.landing.exists() else True
    again = pull(connections, network, tmp_path, "-", 0)
    assert again.code == 0
    # a pull that was killed after its last window begins anew with its look-back: rows may be landed again
    assert again.contents(network).keys() == whole.keys()
    assert accounts_balance(again.landing)
    assert not list((again.landing / ".tmp").rglob("commit-*"))
    assert not list((again.landing / ".tmp").rglob("*.spool"))


@pytest.mark.parametrize("network", PAGED)
@pytest.mark.parametrize("nth", [4, 9, 14])
def test_after_a_kill_only_what_is_missing_is_asked_for(
    network: str, nth: int, connections: Connections, undisturbed: dict[str, Pulled], tmp_path: Path
) -> None:
    first = pull(connections, network, tmp_path, ">page", nth)
    assert first.code == -signal.SIGKILL
    second = pull(connections, network, tmp_path, "-", 0)
    assert second.contents(network) == undisturbed[network].contents(network)
    asked_twice = {r for r in first.requests if r in second.requests and ("'40'" in r or '"limit":40' in r)}
    in_flight = {first.requests[-1]}
    assert asked_twice <= in_flight


@pytest.mark.parametrize("network", PAGED)
def test_batches_are_committed_in_ascending_order_and_join(
    network: str, undisturbed: dict[str, Pulled]
) -> None:
    batches = [m for m in committed(undisturbed[network].landing, network, STREAM[network]) if not m.open_end]
    assert len(batches) > 1
    for before, after in pairwise(batches):
        assert before.window_to == after.window_from
        assert before.finished_at <= after.finished_at
