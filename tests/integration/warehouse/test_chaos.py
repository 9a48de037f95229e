"""The short part of the matrix of faults (all of it: `make chaos`): commands that are struck at a point."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from bench.chaos.county import published
from bench.chaos.damage import cut, flip
from bench.chaos.hub import Hub
from bench.chaos.points import AFTER_SWAP, AMID_COPYING, BEFORE_NAME, BEFORE_SWAP, Point
from bench.chaos.readers import read_once, reading
from connectors.engine.manifest import committed
from sandbox.server import Connections
from tests.support.scarce_home import in_scarcity
from warehouse import build_state
from warehouse.exit_codes import ExitCode
from warehouse.publication import versions
from warehouse.settings import Settings

BACK = "clock:-259200"


@pytest.fixture
def hub(built: Settings) -> Hub:
    """A hub with a published version and a checked build that differs from it."""
    build_state.begin(built.home, "r1")
    for step in build_state.ALL:
        build_state.mark(built.home, step)
    found = Hub(built.home.root, {})
    assert found.call("publish").code == ExitCode.OK
    with duckdb.connect(str(built.home.build_db)) as connection:
        connection.execute("delete from marts.fct_event where hours < 1")
    return found


def events(hub: Hub) -> int:
    """Count the events that readers see, of a version that is whole."""
    path = published(hub.home)
    assert read_once(path)[1]
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute("select count(*) from marts.fct_event").fetchone()
    return int(row[0]) if row else -1


FORMER, NEW = 5000, 4993


@pytest.mark.parametrize(
    ("point", "seen"),
    [(AMID_COPYING, FORMER), (BEFORE_NAME, FORMER), (BEFORE_SWAP, FORMER), (AFTER_SWAP, NEW)],
    ids=lambda value: value.name if isinstance(value, Point) else str(value),
)
def test_a_publication_killed_at_any_point_leaves_a_whole_version_and_the_next_one_mends(
    hub: Hub, point: Point, seen: int
) -> None:
    with reading(hub.home, 1) as watched:
        assert hub.struck(point, "kill", "publish").code == -9
        assert events(hub) == seen
        assert hub.call("publish").code == ExitCode.OK
    assert watched.is_clean, watched
    assert events(hub) == NEW
    assert not list((hub.home / "published").glob(".*"))


@pytest.mark.parametrize("kind", ["full", "read-only"])
def test_a_home_that_cannot_be_written_is_told_and_readers_are_served(hub: Hub, kind: str) -> None:
    told = in_scarcity(kind, hub.home)
    assert told["struck"] == ExitCode.HOME_UNUSABLE
    assert "what to do" in told["message"]
    assert told["served"]
    assert (told["status"], told["repair"]) == (ExitCode.OK, ExitCode.OK)


def test_of_two_at_once_the_second_is_told_and_the_first_ends_well(hub: Hub, tmp_path: Path) -> None:
    flag = tmp_path / "hold"
    flag.touch()
    first = hub.start_struck(AMID_COPYING, f"wait:{flag}", "publish")
    while not flag.with_suffix(".reached").exists():
        assert first.poll() is None, first.stderr
    second = hub.call("publish")
    flag.unlink()
    assert hub.ended(first).code == ExitCode.OK
    assert second.code == ExitCode.LOCKED
    assert str(first.pid) in second.message
    assert events(hub) == NEW


def test_what_is_published_under_a_clock_set_back_is_the_newest(hub: Hub, built: Settings) -> None:
    before = versions(built.home)
    assert hub.struck(None, BACK, "publish").code == ExitCode.OK
    assert versions(built.home)[: len(before)] == before
    assert events(hub) == NEW
    status = hub.call("status").document
    assert status["current"] == status["versions"][-1]


@pytest.fixture
def landed(built: Settings, platforms: Connections) -> Hub:
    """A hub that has pulled one platform."""
    found = Hub(built.home.root, {"zongzhi": platforms["zongzhi"]})
    assert found.call("pull", "zongzhi").code == ExitCode.OK
    return found


def test_batches_pulled_under_a_clock_set_back_come_after_the_former_ones(landed: Hub) -> None:
    before = committed(landed.home / "landing")
    assert landed.struck(None, BACK, "pull", "zongzhi").code == ExitCode.OK
    known = {manifest.batch_id for manifest in before}
    late = [manifest for manifest in committed(landed.home / "landing") if manifest.batch_id not in known]
    newest = {
        stream: max(m.pulled_at for m in before if m.stream == stream) for stream in {m.stream for m in late}
    }
    assert late
    assert all(manifest.pulled_at > newest[manifest.stream] for manifest in late)
    run = landed.call("status").document["last_run"]
    assert [stage["outcome"] for stage in run["stages"]] == ["ok"]


@pytest.mark.parametrize(
    ("name", "damage"),
    [("part-*.parquet", flip), ("part-*.parquet", cut), ("_manifest.json", cut)],
    ids=["bytes changed", "half a file", "half a manifest"],
)
def test_damage_in_the_landing_stops_the_build_and_is_told_until_the_file_is_restored(
    landed: Hub, name: str, damage: Callable[[Path], None]
) -> None:
    victim = max((landed.home / "landing").glob(f"zongzhi/*/*/{name}"), key=lambda path: path.stat().st_size)
    whole = victim.read_bytes()
    damage(victim)
    answer = landed.call("build")
    assert answer.code == ExitCode.LANDING_CORRUPT
    assert "restore it from a backup" in answer.message
    asked = landed.call("status")
    assert asked.code == ExitCode.OK
    assert asked.document["attention"][0]["severity"] == "error"
    assert "landing/zongzhi/" in asked.document["attention"][0]["action"]
    victim.write_bytes(whole)
    assert landed.call("pull", "zongzhi").code == ExitCode.OK
