"""Lists of a platform in memory: they keep to a guide's paging, and change while they are read if told to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from connectors.engine.batch import Batch
from connectors.engine.connection import Connection
from connectors.engine.contract import NetworkContract, StreamContract
from connectors.engine.moments import SHANGHAI, moment
from connectors.engine.patience import Temper
from connectors.engine.reader import Page
from connectors.engine.rows import Rows
from connectors.engine.session import RestartPaging, Session
from connectors.engine.shape import Shaper
from connectors.engine.spool import Spool
from connectors.engine.transport import Transport
from connectors.engine.window import Window
from connectors.registry import contract as contract_of

SECOND = 1_000_000
NOON = 1_700_000_000 * SECOND


@dataclass
class Record:
    """A record: its id, its update time in whole seconds after NOON, and how often it was changed."""

    id: str
    second: int
    edition: int = 0
    community: str = ""

    @property
    def updated(self) -> int:
        return NOON + self.second * SECOND


@dataclass
class MemoryList:
    """A stream of zongzhi's departments (or with `depth`: of shequ's tickets) held in memory.

    `disturb` is called before each answer and may change `records`; `spoil` may change an answer.
    """

    records: list[Record]
    contract: NetworkContract
    stream: StreamContract
    disturb: Callable[[MemoryList], None] = lambda _: None
    spoil: Callable[[list[dict[str, Any]], int], tuple[list[dict[str, Any]], int]] = lambda rows, n: (rows, n)
    unordered_ties: bool = False
    requests: list[tuple[Window, int, int]] = field(default_factory=list)

    @property
    def session(self) -> Session:
        return Session("memory", Transport("http://127.0.0.1:1"), Temper(), sign=lambda r, _: r)

    def page(self, stream: str, window: Window, number: int, size: int, narrow: Mapping[str, str]) -> Page:
        assert stream == self.stream.id
        assert size <= self.contract.page_size
        assert self.contract.depth is None or number * size <= self.contract.depth
        self.requests.append((window, number, size))
        self.disturb(self)
        held = [r for r in self.records if window.holds(r.updated) and _matches(r, narrow)]
        held.sort(key=lambda r: (r.updated, r.id))
        if self.unordered_ties and len(self.requests) % 2:
            held.sort(key=lambda r: r.id, reverse=True)
            held.sort(key=lambda r: r.updated)
        pages = max(1, -(-len(held) // size))
        at = (min(number, pages) - 1) * size if self.contract.depth is None else (number - 1) * size
        rows, total = self.spoil([self._row(r) for r in held[at : at + size]], len(held))
        return Page(Rows.of(rows), total, 0, "")

    def listing(self, stream: str, number: int, size: int) -> Page | None:
        del stream, number, size
        return None

    def narrowings(self, stream: str, within: Mapping[str, str] | None) -> Sequence[Mapping[str, str]]:
        del stream
        digits = [{"idHash": digit} for digit in "0123456789abcdef"]
        if within is None:
            return digits
        if not within:
            return [{"communityCode": code} for code in sorted({r.community for r in self.records} - {""})]
        return [{**within, **digit} for digit in digits] if "idHash" not in within else []

    def _row(self, record: Record) -> dict[str, Any]:
        row = dict.fromkeys((f.name for f in self.stream.fields), str(record.edition))
        row[self.stream.record_id] = record.id
        row[str(self.stream.updated_at)] = self._written(record)
        return row

    def _written(self, record: Record) -> str:
        if self.contract.time_form == "epoch_millis":
            return str(record.updated // 1000)
        return moment(record.updated).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


@dataclass
class MemoryCursors(MemoryList):
    """A stream of chengguan's departments held in memory; `expire` says which cursors are gone."""

    expire: Callable[[int], bool] = lambda _: False
    empty: Callable[[int], bool] = lambda _: False
    chains: list[list[str]] = field(default_factory=list)

    def page(  # type: ignore[override]
        self, stream: str, window: Window, cursor: str | None, limit: int
    ) -> Page:
        assert stream == self.stream.id
        self.requests.append((window, 0, limit))
        self.disturb(self)
        if cursor is None:
            held = sorted(
                (r for r in self.records if window.holds(r.updated)), key=lambda r: r.id[::-1]
            )  # a stable order, but none that means anything
            self.chains.append([r.id for r in held])
            chain, at = len(self.chains) - 1, 0
        else:
            chain, at = map(int, cursor.split("."))
            if self.expire(len(self.requests)):
                raise RestartPaging("expired")
        ids = self.chains[chain]
        by_id = {r.id: r for r in self.records}
        step = 0 if self.empty(len(self.requests)) else limit
        rows, total = self.spoil([self._row(by_id[i]) for i in ids[at : at + step] if i in by_id], len(ids))
        more = at + step < len(ids)
        return Page(Rows.of(rows), total, 0, "", f"{chain}.{at + step}" if more else None)

    def _written(self, record: Record) -> str:
        return moment(record.updated).isoformat()


def small_contract(
    network: str, stream: str, page_size: int, unit_rows: int, depth: int | None = None
) -> Any:
    """A network's contract with small pages, and one of its streams."""
    contract = contract_of(network).model_copy(
        update={"page_size": page_size, "unit_rows": unit_rows, "depth": depth}
    )
    return contract, contract.stream(stream)


def empty_batch(folder: Path, contract: NetworkContract, stream: StreamContract) -> tuple[Batch, Shaper]:
    """A batch to read into, and what shapes its rows."""
    shaper = Shaper(contract, stream)
    path = folder / "pages.spool"
    path.unlink(missing_ok=True)
    return Batch.start(Spool(path), shaper.schema, {}), shaper


def ids_of(batch: Batch) -> set[str]:
    """The records that a batch keeps, by what it would commit. Closes the batch."""
    batch.close()
    pages = (pa.ipc.read_record_batch(frame.body, batch.schema) for frame in batch.frames())
    return {str(record_id) for page in pages for record_id in page.column("_record_id").to_pylist()}


def local_connection(conn_id: str, host: str, **extra: Any) -> Connection:
    """A connection to something on this machine, in a hurry."""
    return Connection(conn_id, host, "hub", "secret", {"patience_seconds": 5, **extra})


def _matches(record: Record, narrow: Mapping[str, str]) -> bool:
    return narrow.get("communityCode", record.community) == record.community and record.id.startswith(
        narrow.get("idHash", "")
    )
