"""A batch while it is being read: no row twice, counts that balance, progress that survives a kill."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Self

import pyarrow as pa

from connectors.engine.drift import Drift
from connectors.engine.ledger import PageNote, UnitProgress
from connectors.engine.shape import UPDATED, Shaped, Unusable
from connectors.engine.spool import Frame, Spool
from connectors.engine.window import Window


@dataclass
class Counts:
    """received = landed + duplicates + quarantined, after every page."""

    received: int = 0
    landed: int = 0
    duplicates: int = 0
    quarantined: int = 0
    pages: int = 0
    bytes: int = 0
    reported: int = 0
    left: int = 0


class Batch:
    """Collects the pages of a batch. Thread-safe."""

    def __init__(self, spool: Spool, schema: pa.Schema, opening: dict[str, Any]) -> None:
        self.schema = schema
        self.opening = opening
        self.counts = Counts()
        self.drift = Drift()
        self.newest: int | None = None
        self._spool = spool
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._units: dict[Window, UnitProgress] = {}
        self._plans: list[list[Window]] = []

    @classmethod
    def start(cls, spool: Spool, schema: pa.Schema, opening: dict[str, Any]) -> Self:
        """Begin with an empty spool."""
        opening = opening | {"pulled_at": datetime.now(UTC).isoformat()}
        batch = cls(spool, schema, opening)
        spool.append({"k": "open", **opening})
        return batch

    @classmethod
    def resume(cls, spool: Spool, schema: pa.Schema, opening: dict[str, Any]) -> Self | None:
        """Go on where a killed run was; None when the spool holds no batch that was opened so."""
        frames = spool.recover()
        first = next(frames, None)
        if first is None or any(first.head.get(key) != value for key, value in opening.items()):
            return None
        batch = cls(spool, schema, {key: value for key, value in first.head.items() if key != "k"})
        for frame in frames:
            batch._restore(frame)
        return batch

    def unit(self, window: Window) -> UnitProgress:
        """How far a unit has come."""
        with self._lock:
            return self._units.setdefault(window, UnitProgress())

    def planned(self, start: int) -> list[Window]:
        """The units that were planned from this time on; empty when none were."""
        with self._lock:
            return next((list(plan) for plan in reversed(self._plans) if plan[0].start == start), [])

    def plan(self, units: Sequence[Window]) -> None:
        """Write down into which units the reading was cut."""
        with self._lock:
            self._spool.append({"k": "plan", "units": [[u.start, u.end] for u in units]})
            self._plans.append(list(units))

    def take(self, shaped: Shaped, note: PageNote, keys: frozenset[str]) -> None:
        """Count and keep the rows of a page. `keys` are the records that it proves to have been read."""
        with self._lock:
            kept = self._fresh(shaped)
            aside = self._fresh_unusable(shaped.unusable)
            received = len(shaped.ids) + len(shaped.unusable)
            head = note.head() | {
                "rows": received,
                "landed": len(kept),
                "aside": [asdict(row) for row in aside.values()],
                "aside_keys": list(aside),
                "drift": shaped.drift.counts(),
            }
            head["again"] = _again(shaped, keys, kept)
            rows = landed_rows(shaped, self.schema, self.counts.received)
            rows = (
                rows.slice(kept.start) if isinstance(kept, range) else rows.take(pa.array(kept, pa.int64()))
            )
            self._count(head, shaped.span[1] if shaped.span else None)
            self._spool.append(head | {"newest": self.newest}, rows.serialize())
            self._units.setdefault(note.unit, UnitProgress()).note(head, keys)

    def done(self, unit: Window, reported: int, left: int) -> None:
        """A unit is proven: the platform reports as many records as were read, but for those that left."""
        with self._lock:
            self._finish({"unit": [unit.start, unit.end], "reported": reported, "left": left})
            self._spool.append(
                {"k": "done", "unit": [unit.start, unit.end], "reported": reported, "left": left}
            )

    def restart(self, unit: Window, *, forget: bool) -> None:
        """A unit must be read again; what was read stays counted. `forget`: its proof begins anew as well."""
        with self._lock:
            self._spool.append({"k": "restart", "unit": [unit.start, unit.end], "forget": forget})
            self._units.setdefault(unit, UnitProgress()).restart(unit.start, forget=forget)

    def advance(self, unit: Window, resume: int) -> None:
        """A unit goes on from here."""
        with self._lock:
            self._spool.append({"k": "advance", "unit": [unit.start, unit.end], "resume": resume})
            self._units.setdefault(unit, UnitProgress()).resume = resume

    def frames(self) -> Iterator[Frame]:
        """Read the pages taken, in order."""
        return (frame for frame in self._spool.bodies() if frame.head["k"] == "page")

    def close(self) -> None:
        """Keep the progress for the next run."""
        self._spool.close()

    def discard(self) -> None:
        """Forget the progress."""
        self._spool.discard()

    def _fresh(self, shaped: Shaped) -> Sequence[int]:
        """Which rows are new to the batch. A hash covers all landed fields, the record id among them."""
        hashes = shaped.hashes
        known = 0  # a page begins with the last rows of the page before, if with any that are known
        while known < len(hashes) and hashes[known] in self._seen:
            known += 1
        rest = hashes[known:]
        if self._seen.isdisjoint(rest) and len(set(rest)) == len(rest):
            self._seen.update(rest)
            return range(known, len(hashes))
        return [n for n, content in enumerate(hashes) if self._is_new(content)]

    def _fresh_unusable(self, rows: Sequence[Unusable]) -> dict[str, Unusable]:
        """Which rows that cannot be used are new to the batch, by what tells them from others."""
        times: Counter[str] = Counter()
        fresh = {}
        for row in rows:
            alike = f"\x00{row.rule}\x00{row.payload}"
            times[alike] += 1  # rows that are alike on one page are different rows
            key = f"{alike}\x00{times[alike]}"
            if self._is_new(key):
                fresh[key] = row
        return fresh

    def _is_new(self, key: str) -> bool:
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _count(self, head: dict[str, Any], newest: int | None) -> None:
        counts, aside = self.counts, len(head["aside"])
        counts.received += head["rows"]
        counts.landed += head["landed"]
        counts.quarantined += aside
        counts.duplicates += head["rows"] - head["landed"] - aside
        counts.pages += 1
        counts.bytes += head["bytes"]
        self.drift.merge(Drift.of(head["drift"]))
        if newest is not None:
            self.newest = newest if self.newest is None else max(self.newest, newest)

    def _finish(self, head: dict[str, Any]) -> None:
        self.counts.reported += head["reported"]
        self.counts.left += head["left"]
        self._units.setdefault(Window(*head["unit"]), UnitProgress()).end()

    def _restore(self, frame: Frame) -> None:
        head = frame.head
        match head["k"]:
            case "plan":
                self._plans.append([Window(*unit) for unit in head["units"]])
            case "done":
                self._finish(head)
            case "advance":
                self._units.setdefault(Window(*head["unit"]), UnitProgress()).resume = head["resume"]
            case "restart":
                unit = Window(*head["unit"])
                self._units.setdefault(unit, UnitProgress()).restart(unit.start, forget=head["forget"])
            case "page":
                self._restore_page(frame)

    def _restore_page(self, frame: Frame) -> None:
        head = frame.head
        rows = pa.ipc.read_record_batch(frame.body, self.schema)
        ids = [str(value) for value in rows.column("_record_id").to_pylist()]
        self._seen.update(str(value) for value in rows.column("_content_hash").to_pylist())
        self._seen.update(head["aside_keys"])
        self._count(head, head["newest"])
        self._units.setdefault(Window(*head["unit"]), UnitProgress()).note(head, ids + head["again"])


def landed_rows(shaped: Shaped, schema: pa.Schema, first: int) -> pa.RecordBatch:
    """The rows of a page as they are landed, numbered from `first`."""
    size = len(shaped.ids)
    arrays: list[pa.Array[Any]] = [
        *shaped.columns,
        shaped.record_ids,
        pa.nulls(size, pa.string()) if shaped.is_tombstone else pa.array(shaped.hashes, pa.string()),
        shaped.updated.view(UPDATED),
        pa.arange(first, first + size),  # type: ignore[attr-defined]  # younger than the stubs
        pa.repeat(pa.scalar(shaped.is_tombstone), size),
        pa.nulls(size, pa.string()),
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _again(shaped: Shaped, keys: frozenset[str], kept: Sequence[int]) -> list[str]:
    """What a page proves to have been read, but for the records whose rows are kept."""
    if isinstance(kept, range) and keys is shaped.distinct:
        return list(set(shaped.ids[: kept.start]).difference(shaped.ids[kept.start :]))
    return list(keys.difference(map(shaped.ids.__getitem__, kept)))


def aside_of(frame: Frame) -> list[Unusable]:
    """The rows that a page had set apart."""
    return [Unusable(**row) for row in frame.head["aside"]]


def ledger_line(frame: Frame) -> str:
    """What the committed ledger says about a page."""
    head = frame.head
    names = ("place", "total", "rows", "landed", "bytes", "sha256", "readings")
    line = {"window": str(Window(*head["window"]))} | {name: head[name] for name in names}
    return json.dumps(line | {"aside": len(head["aside"])}, ensure_ascii=False)
