"""A second pull brings what is new; reconciliation, backfill and replay bring what a pull cannot see."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from connectors.engine.connection import Connection
from connectors.engine.errors import BusyError, ConfigurationError
from connectors.engine.landing import Landing
from connectors.engine.locking import network_lock
from connectors.engine.manifest import committed
from connectors.engine.report import PullReport
from connectors.pull import backfill_network, pull_network
from connectors.reconcile import reconcile_network
from connectors.registry import contract
from connectors.replay import replay_quarantine
from sandbox.platforms.guide import UPDATE_FIELDS
from sandbox.server import running
from tests.support.landed import accounts_balance, held, landed
from tests.support.tiny_store import FIRST, epoch_ms, make_store, tiny_rows

PAGED = ("zongzhi", "chengguan", "shequ")
STREAM = {"zongzhi": "step", "chengguan": "cases", "shequ": "tickets"}


@dataclass(frozen=True)
class County:
    """A sandbox that is served, and a landing."""

    home: Path
    connections: dict[str, Connection]

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    def pull(self, network: str) -> PullReport:
        return pull_network(network, self.connections[network], self.landing, streams=[STREAM[network]])

    def reconcile(self, network: str) -> PullReport:
        return reconcile_network(network, self.connections[network], self.landing, streams=[STREAM[network]])

    def sql(self, text: str, *values: object) -> None:
        with closing(sqlite3.connect(self.home / "platforms.sqlite")) as db, db:
            db.execute(text, values)

    def ids(self, network: str) -> list[str]:
        return sorted(held(self.home, network)[STREAM[network]])

    def rewrite(self, network: str, record_id: str, updated: datetime | None, **values: object) -> None:
        """Change a record; without `updated`, unseen."""
        where = (network, STREAM[network], record_id)
        with closing(sqlite3.connect(self.home / "platforms.sqlite")) as db, db:
            (text,) = db.execute(
                "select body from record where network = ? and stream = ? and id = ?", where
            ).fetchone()
            body = json.loads(text) | values
            if updated is not None:
                body[UPDATE_FIELDS[network]] = written(network, updated)
                db.execute(
                    "update record set updated_ms = ? where network = ? and stream = ? and id = ?",
                    (epoch_ms(updated), *where),
                )
            db.execute(
                "update record set body = ? where network = ? and stream = ? and id = ?",
                (json.dumps(body, ensure_ascii=False), *where),
            )


def written(network: str, moment: datetime) -> object:
    """A time as the platform writes it."""
    if network == "shequ":
        return epoch_ms(moment)
    return moment.strftime("%Y-%m-%d %H:%M:%S") if network == "zongzhi" else moment.isoformat()


@pytest.fixture(scope="module")
def quiet_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("increments") / "home", tiny_rows())


@pytest.fixture
def county(quiet_home: Path, tmp_path: Path) -> Iterator[County]:
    home = Path(shutil.copytree(quiet_home, tmp_path / "home"))
    with running(home, rate_scale=1000) as served:
        extra = {"extra": {"rate_scale": 1000}}
        yield County(home, {n: Connection.from_json(n, json.dumps(served[n] | extra)) for n in served})


@pytest.mark.parametrize("network", PAGED)
def test_a_second_pull_reads_the_look_back_and_what_is_new(network: str, county: County) -> None:
    first = county.pull(network)
    later = FIRST + timedelta(days=9)
    changed, *_ = county.ids(network)
    county.rewrite(network, changed, later)
    second = county.pull(network)
    third = county.pull(network)
    assert (first.streams[0].landed, second.ok, third.ok) == (len(county.ids(network)), True, True)
    marks = [m.watermark for m in committed(county.landing, network) if m.watermark]
    assert max(marks) == later.astimezone(UTC)
    assert third.streams[0].received == 1  # only the changed record lies in the last day


@pytest.mark.parametrize("network", PAGED)
def test_a_record_dated_ahead_of_the_clock_is_landed_and_moves_nothing(network: str, county: County) -> None:
    ahead, *_ = county.ids(network)
    county.rewrite(network, ahead, datetime.now(UTC).replace(microsecond=0) + timedelta(days=400))
    county.pull(network)
    county.pull(network)
    assert landed(county.landing, network)[STREAM[network]] == set(county.ids(network))
    open_ended = [m for m in committed(county.landing, network, STREAM[network]) if m.open_end]
    assert {(m.landed, m.watermark) for m in open_ended} == {(1, None)}
    assert max(m.watermark for m in committed(county.landing, network) if m.watermark) < datetime.now(UTC)


def test_a_record_without_update_time_is_found_by_the_first_pull(county: County) -> None:
    lost, *_ = county.ids("zongzhi")
    county.rewrite("zongzhi", lost, None, GXSJ="")
    county.sql("update record set updated_ms = -100000000000 where network = 'zongzhi' and id = ?", lost)
    report = county.pull("zongzhi")
    assert report.ok
    assert lost in landed(county.landing, "zongzhi")["step"]


@pytest.mark.parametrize("network", PAGED)
def test_silent_edits_and_deletions_are_found_by_reconciliation_only(network: str, county: County) -> None:
    edited, gone, recent, *_ = county.ids(network)
    county.rewrite(network, recent, FIRST + timedelta(days=9))
    county.pull(network)
    code = next(f.name for f in contract(network).stream(STREAM[network]).fields if f.type == "code")
    county.rewrite(network, edited, None, **{code: "77"})
    county.sql("delete from record where network = ? and id = ?", network, gone)
    assert county.pull(network).streams[0].landed == 1  # the recent one, which the look-back reads again
    found = county.reconcile(network).streams[0]
    assert (found.status, found.landed, found.quarantined) == ("ok", 2, 0)
    (batch,) = [m for m in committed(county.landing, network) if m.kind == "reconcile"]
    rows = [row for part in batch.files for row in pq.read_table(batch.folder / part.name).to_pylist()]
    assert {(row["_record_id"], row["_is_tombstone"], row[code]) for row in rows} == {
        (edited, False, "77"),
        (gone, True, None),
    }
    assert all(row["_updated_at"] for row in rows)
    assert batch.watermark is None
    assert county.reconcile(network).streams[0].landed == 0
    assert accounts_balance(county.landing)


@pytest.mark.parametrize("network", PAGED)
def test_a_platform_that_lists_almost_nothing_buries_nobody(network: str, county: County) -> None:
    county.pull(network)
    keep, *_ = county.ids(network)
    county.sql("delete from record where network = ? and id <> ?", network, keep)
    found = county.reconcile(network).streams[0]
    assert found.error_kind == "IncompleteError"
    assert "too many to be believed" in str(found.error)
    assert [m for m in committed(county.landing, network) if m.kind == "reconcile"] == []


@pytest.mark.parametrize("network", PAGED)
def test_a_backfill_reads_a_range_again_and_leaves_the_next_pull_alone(network: str, county: County) -> None:
    streams = [STREAM[network]]
    start, end = FIRST.astimezone(UTC), FIRST.astimezone(UTC) + timedelta(seconds=100)
    given = county.connections[network]
    early = backfill_network(network, given, county.landing, start, end, streams=streams)
    inside = early.streams[0].landed
    assert inside > 0
    whole = county.pull(network).streams[0]
    assert whole.landed == len(county.ids(network))
    again = backfill_network(network, given, county.landing, start, end, streams=streams)
    assert again.streams[0].landed == inside
    batches = [m for m in committed(county.landing, network, STREAM[network]) if m.is_backfill]
    assert len(batches) == 1
    with pytest.raises(ConfigurationError, match="two times"):
        backfill_network(network, given, county.landing, end, start)


def test_a_backfill_lands_an_offered_day_again(county: County) -> None:
    given = county.connections["xiangcun"]
    first = pull_network("xiangcun", given, county.landing)
    assert pull_network("xiangcun", given, county.landing).streams[0].batches == 0
    day = datetime(2024, 11, 17, 16, tzinfo=UTC)
    again = backfill_network("xiangcun", given, county.landing, day, day + timedelta(days=1))
    outside = backfill_network("xiangcun", given, county.landing, day - timedelta(days=1), day)
    landed_rows = [sum(s.landed for s in report.streams) for report in (first, again, outside)]
    assert landed_rows == [41, 41, 0]
    assert len(committed(county.landing, "xiangcun", "村民")) == 1


def test_quarantined_rows_join_their_batch_once_the_contract_lets_them(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, *_ = county.ids("zongzhi")
    county.rewrite("zongzhi", broken, None, LZBH="")
    county.pull("zongzhi")
    (before,) = [m for m in committed(county.landing, "zongzhi") if m.quarantined]
    assert [r.remaining for r in replay_quarantine("zongzhi", county.landing, streams=["step"])] == [1]
    mended = contract("zongzhi").model_copy(
        update={
            "streams": {"step": contract("zongzhi").stream("step").model_copy(update={"record_id": "SJBH"})}
        }
    )
    monkeypatch.setattr("connectors.replay.contract_of", lambda _: mended)
    (replayed,) = replay_quarantine("zongzhi", county.landing, streams=["step"])
    assert (replayed.tried, replayed.landed, replayed.remaining) == (1, 1, 0)
    (after,) = [m for m in committed(county.landing, "zongzhi") if m.batch_id == before.batch_id]
    assert (after.received, after.landed, after.quarantined) == (before.received, before.landed + 1, 0)
    assert after.quarantine_file is None
    assert accounts_balance(county.landing)
    rows = pq.read_table(after.folder / after.files[-1].name).to_pylist()
    assert [(row["_record_id"], row["LZBH"]) for row in rows] == [(broken.replace("L", "S"), "")]


def test_a_network_is_pulled_by_one_at_a_time(county: County) -> None:
    with network_lock(Landing(county.landing), "zongzhi"):
        with pytest.raises(BusyError, match="another pull is running"):
            county.pull("zongzhi")
        assert county.pull("shequ").ok
