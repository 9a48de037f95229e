"""Reconciling one stream: list everything, land what was edited unseen, bury what is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pyarrow as pa

from connectors.engine.batch import Batch
from connectors.engine.errors import IncompleteError
from connectors.engine.known import landed_contents
from connectors.engine.landing import LIVE
from connectors.engine.ledger import PageNote
from connectors.engine.moments import micros, moment
from connectors.engine.shape import Shaped
from connectors.engine.spool import Spool
from connectors.engine.streaming import StreamPull
from connectors.engine.window import BEGINNING, FOREVER, Window, compact

# more than this share gone at once is not believed
_MOST_GONE = 0.5


class ReconcileBatch(Batch):
    """Keeps only what differs from what is landed; the rest counts as duplicates."""

    known: dict[str, str]
    met: set[str]

    def _fresh(self, shaped: Shaped) -> Sequence[int]:
        self.met |= shaped.distinct
        new = super()._fresh(shaped)
        return [n for n in new if self.known.get(shaped.ids[n]) != shaped.hashes[n]]


def reconcile(pull: StreamPull) -> None:
    """Compare all that the platform lists with all that is landed and commit the difference.

    Raises IncompleteError when the listing cannot be proven complete, or when so much is gone that it is
    not believable.
    """
    pull.landing.tidy(pull.contract.network, pull.stream.id)
    path = pull.landing.scratch(pull.contract.network, pull.stream.id) / f"reconcile{LIVE}"
    path.unlink(missing_ok=True)
    batch = ReconcileBatch.start(Spool(path), pull.shaper.schema, {})
    batch.known, batch.met = landed_contents(pull.manifests()), set()
    try:
        pull.read_all(Window(BEGINNING, FOREVER), batch)
        pull.reader.undated(batch)
        gone = sorted(batch.known.keys() - batch.met)
        _check(pull, len(gone), len(batch.known))
        now = micros(datetime.now(UTC))
        if gone:
            batch.take(tombstones(pull, gone, now), _note(pull, now), frozenset())
        about = {"window_from": moment(BEGINNING), "window_to": pull.now(), "open_end": True}
        manifest = pull.committer.commit(batch, f"reconcile.{compact(now)}", "reconcile", about)
        pull.on_commit(manifest)
    finally:
        batch.discard()


def tombstones(pull: StreamPull, gone: Sequence[str], now: int) -> Shaped:
    """Rows that say: this record was not there any more at this time."""
    nothing: pa.StringArray = pa.nulls(len(gone), pa.string())
    columns = [nothing for _ in pull.stream.landed]
    hashes = [f"gone {record_id}" for record_id in gone]
    times: pa.Int64Array = pa.array([now] * len(gone), pa.int64())
    return Shaped(columns, pa.array(gone, pa.string()), list(gone), hashes, times, is_tombstone=True)


def _check(pull: StreamPull, gone: int, known: int) -> None:
    if known and gone > known * _MOST_GONE:
        raise IncompleteError(
            f"{pull.contract.network} {pull.stream.id}: {gone} of {known} landed records are listed no more; "
            "too many to be believed"
        )


def _note(pull: StreamPull, now: int) -> PageNote:
    return PageNote(Window(now, now), Window(now, now), 0, 0, "", place="found gone")
