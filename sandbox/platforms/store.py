"""Reading the store: pages of pre-serialised records by (update time, id), counts and snapshots of ids."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import Empty, LifoQueue

from sandbox.platforms.selection import Selection, Stored

_MOST_MARKS = 20_000
# pages are often asked for in parallel, so not always the one just before is known
_PAGES_BACK = 16
_BY_TIME = "updated_ms, id"


class Store:
    """A thread-safe reader of `platforms.sqlite`, which another process may change meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._lock = threading.Lock()
        self._watch = self._connect()
        self._generation = -1
        self._totals: dict[Selection, int] = {}
        self._marks: dict[tuple[Selection, int], tuple[int, str]] = {}

    def close(self) -> None:
        """Close every connection."""
        self._watch.close()
        while not self._idle.empty():
            self._idle.get_nowait().close()

    def meta(self, key: str, default: str = "") -> str:
        """Return a value of the table `meta`."""
        with self._borrowed() as db:
            row = db.execute("select value from meta where key = ?", (key,)).fetchone()
        return default if row is None else str(row[0])

    def count(self, selection: Selection) -> int:
        """How many records the selection holds now."""
        generation = self._refresh()
        if (known := self._totals.get(selection)) is not None:
            return known
        condition, values = selection.where()
        with self._borrowed() as db:
            total = int(db.execute(f"select count(*) from record where {condition}", values).fetchone()[0])
        if generation == self._generation:
            self._totals[selection] = total
        return total

    def page(self, selection: Selection, offset: int, limit: int, order: str = _BY_TIME) -> list[Stored]:
        """`limit` records from `offset`. `order` is an SQL order of trusted text."""
        generation = self._refresh()
        skip, condition, values = offset, *selection.where()
        if order == _BY_TIME and (found := self._mark_before(selection, offset, limit)) is not None:
            # the index then leads straight to a place near where the page begins
            skip, mark = found
            condition, values = replace(selection, begin_ms=mark[0]).where()
            condition, values = f"{condition} and (updated_ms > ? or id > ?)", [*values, *mark]
        sql = f"select id, updated_ms, cast(body as blob) from record where {condition} order by {order}"
        with self._borrowed() as db:
            rows = [Stored(*row) for row in db.execute(f"{sql} limit ? offset ?", [*values, limit, skip])]
        if rows and order == _BY_TIME and generation == self._generation:
            self._remember(selection, offset + len(rows), rows[-1])
        return rows

    def ids(self, selection: Selection) -> list[str]:
        """Return the ids of the selection in (update time, id) order."""
        condition, values = selection.where()
        with self._borrowed() as db:
            found = db.execute(f"select id from record where {condition} order by updated_ms, id", values)
            return [row[0] for row in found]

    def by_ids(self, network: str, stream: str, ids: Sequence[str]) -> list[Stored]:
        """Return these records as they are now, in the order asked; one that is gone is left out."""
        marks = ",".join("?" * len(ids))
        sql = (
            "select id, updated_ms, cast(body as blob) from record "
            f"where network = ? and stream = ? and id in ({marks})"
        )
        with self._borrowed() as db:
            found = {row[0]: Stored(*row) for row in db.execute(sql, [network, stream, *ids])}
        return [found[record_id] for record_id in ids if record_id in found]

    def rewrite(self, network: str, stream: str, record: Stored) -> None:
        """Replace the update time and the body of a record."""
        with self._borrowed() as db, db:
            db.execute(
                "update record set updated_ms = ?, body = cast(? as text) "
                "where network = ? and stream = ? and id = ?",
                (record.updated_ms, record.body, network, stream, record.id),
            )

    def latest_ms(self, network: str, stream: str) -> int:
        """Return the newest update time in the stream (0 when it is empty)."""
        sql = "select max(updated_ms) from record where network = ? and stream = ?"
        with self._borrowed() as db:
            return int(db.execute(sql, (network, stream)).fetchone()[0] or 0)

    def _mark_before(
        self, selection: Selection, offset: int, limit: int
    ) -> tuple[int, tuple[int, str]] | None:
        """Return how many records to skip after a place known from a page shortly before, and that place."""
        for skip in range(0, _PAGES_BACK * limit, limit):
            if (mark := self._marks.get((selection, offset - skip))) is not None:
                return skip, mark
        return None

    def _remember(self, selection: Selection, offset: int, last: Stored) -> None:
        # the next page then starts by a look-up in the index instead of skipping all rows before it
        if len(self._marks) >= _MOST_MARKS:
            self._marks.clear()
        self._marks[selection, offset] = (last.updated_ms, last.id)

    def _refresh(self) -> int:
        # what was remembered holds only as long as nobody has written to the store
        with self._lock:
            generation = int(self._watch.execute("pragma data_version").fetchone()[0])
            if generation != self._generation:
                self._generation = generation
                self._totals.clear()
                self._marks.clear()
            return generation

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=60, check_same_thread=False)
        db.execute("pragma journal_mode = wal")
        return db

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        try:
            db = self._idle.get_nowait()
        except Empty:
            db = self._connect()
        try:
            yield db
        finally:
            self._idle.put(db)
