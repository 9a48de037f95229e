"""What a platform shows, written out apart from the connectors, and how the landing differs from it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from connectors.engine.contract import ContractField, StreamContract
from connectors.engine.manifest import Manifest, committed
from connectors.registry import contract
from sandbox.faults.drops import TableFaults
from sandbox.faults.plan import Plan
from sandbox.faults.records import Alterations
from sandbox.platforms.selection import Stored
from sandbox.platforms.xiangcun.drops import days_of, latest_issue
from tests.support.county import bodies

Record = dict[str, str | None]
Records = dict[str, Record]

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class Digits(str):
    """A JSON number as it was written."""

    __slots__ = ()


@dataclass(frozen=True)
class Difference:
    """How the landing of one stream differs from what the platform shows: record ids by kind."""

    missing: frozenset[str] = frozenset()
    surplus: frozenset[str] = frozenset()
    altered: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus or self.altered)


def difference(
    home: Path, landing: Path, network: str, stream: str, plan: Plan, apart: frozenset[str] = frozenset()
) -> Difference:
    """Compare the present state with what the platform shows, but for the fields set `apart`.

    A snapshot is compared with its own day: see `is_late` for a day that was not listed yet.
    """
    day = _newest_day(landing, network, stream)
    want, have = shown(home, network, stream, plan, day), landed(landing, network, stream)
    altered = (
        record_id
        for record_id in want.keys() & have.keys()
        if _without(want[record_id], apart) != _without(have[record_id], apart)
    )
    return Difference(
        frozenset(want.keys() - have.keys()), frozenset(have.keys() - want.keys()), frozenset(altered)
    )


def shown(home: Path, network: str, stream: str, plan: Plan, day: str | None = None) -> Records:
    """Return the allowed fields of all records that a platform shows, as text.

    `day` (ISO) asks for the drop of a day instead of the newest.
    """
    spec = contract(network).stream(stream)
    if contract(network).kind == "snapshot":
        return _shown_in_drop(home, spec, plan, day)
    alterations = Alterations(plan, network)
    records = {}
    for record_id, (ms, body) in bodies(home, network, stream).items():
        wire = alterations.body(stream, Stored(record_id, ms, body.encode()))
        row = json.loads(wire, parse_float=Digits, parse_int=Digits)
        records[record_id] = {field.name: _text(row.get(field.name), field) for field in spec.landed}
    return records


def _shown_in_drop(home: Path, spec: StreamContract, plan: Plan, day: str | None) -> Records:
    drops = home / "drops"
    issue = latest_issue(drops / (day or days_of(drops)[-1]))
    table = next(table for table in issue.tables() if table.name == spec.id)
    rows = TableFaults(plan).lay(table)
    names = {field.name for field in spec.landed}
    records = {}
    for row in rows.rows:
        cells = {name: row.get(name, "") if name in rows.header else None for name in names}
        records[_record_id(row[spec.record_id])] = cells
    return records


def landed(landing: Path, network: str, stream: str) -> Records:
    """Return the present state: the newest version of each record; of a snapshot, only the newest one."""
    manifests = committed(landing, network, stream)
    if contract(network).kind == "snapshot":
        manifests = _snapshots(landing, network, stream)[-1:]
    state: Records = {}
    for manifest in sorted(manifests, key=lambda manifest: manifest.pulled_at):
        for row in sorted(rows_of(manifest), key=_age):
            if row["_is_tombstone"]:
                state.pop(row["_record_id"], None)
            else:
                state[row["_record_id"]] = {k: v for k, v in row.items() if not k.startswith("_")}
    return state


def is_late(home: Path, landing: Path, network: str, stream: str) -> bool:
    """Whether the newest snapshot is of a day before the newest drop."""
    day = _newest_day(landing, network, stream)
    return day is not None and day < days_of(home / "drops")[-1]


def rows_of(manifest: Manifest) -> Iterator[dict[str, Any]]:
    """Yield the landed rows of a batch."""
    for part in manifest.files:
        yield from pq.read_table(manifest.folder / part.name).to_pylist()


def half_committed(home: Path, landing: Path, network: str, stream: str, plan: Plan) -> list[str]:
    """Name the committed batches that lack a record which the platform shows in their window or day."""
    found = []
    for manifest in committed(landing, network, stream):
        if manifest.kind == "snapshot":
            want = set(shown(home, network, stream, plan, _day_of(manifest)))
        elif contract(network).kind == "snapshot":
            continue  # a file that was set aside: no snapshot, and no row of it is landed
        else:
            begin, end = (at.timestamp() * 1000 for at in (manifest.window_from, manifest.window_to))
            held = bodies(home, network, stream).items()
            want = {record_id for record_id, (ms, _) in held if begin <= ms < end}
        if want - {row["_record_id"] for row in rows_of(manifest)}:
            found.append(manifest.batch_id)
    return found


def files_with(root: Path, text: str) -> list[Path]:
    """Name the files under a folder that hold the text: as bytes, or in a cell of Parquet."""
    return [path for path in sorted(root.rglob("*")) if path.is_file() and _holds(path, text)]


def _holds(path: Path, text: str) -> bool:
    if text.encode() in path.read_bytes():
        return True
    return path.suffix == ".parquet" and text in repr(pq.read_table(path).to_pydict())


def _snapshots(landing: Path, network: str, stream: str) -> list[Manifest]:
    return [batch for batch in committed(landing, network, stream) if batch.kind == "snapshot"]


def _newest_day(landing: Path, network: str, stream: str) -> str | None:
    snapshots = _snapshots(landing, network, stream)
    return _day_of(snapshots[-1]) if snapshots else None


def _day_of(manifest: Manifest) -> str:
    return (manifest.window_to - timedelta(hours=1)).strftime("%Y-%m-%d")


def _age(row: dict[str, Any]) -> tuple[datetime, int]:
    return (row["_updated_at"] or _EARLIEST, row["_seq"])


def _without(record: Record, apart: frozenset[str]) -> Record:
    return {name: value for name, value in record.items() if name not in apart}


def _record_id(cell: str) -> str:
    """Undo what a spreadsheet does to an id, as the guide tells."""
    text = unicodedata.normalize("NFKC", cell).strip()
    return text[2:-1] if text.startswith('="') else text.removeprefix("'")


def _text(value: Any, field: ContractField | None = None) -> str | None:
    """Write a value as the landing must hold it: compact, of objects only what the contract names."""
    if value is None or isinstance(value, str):
        return value
    return _json(value, field)


def _json(value: Any, field: ContractField | None = None) -> str:
    if isinstance(value, Digits):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    if isinstance(value, dict):
        parts = {part.name: part for part in (field.fields if field else ()) if part.policy != "never"}
        inner = (f'"{name}":{_json(value[name], part)}' for name, part in parts.items() if name in value)
        return "{" + ",".join(inner) + "}"
    return json.dumps(value, ensure_ascii=False)
