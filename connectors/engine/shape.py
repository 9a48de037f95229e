"""From decoded rows to Arrow columns: policy applied, drift counted, unusable rows set apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any, Final, cast

import pyarrow as pa

from connectors.engine.columns import TEXT, content_hashes, count_values, text_column
from connectors.engine.contract import ContractField, NetworkContract, StreamContract
from connectors.engine.drift import Drift
from connectors.engine.ids import ID_FORMS
from connectors.engine.literal import Decimals, kind_of, to_text
from connectors.engine.moments import READERS, is_ascending, span, unknown_times
from connectors.engine.rows import Rows, by_field

UPDATED: Final = pa.timestamp("us", tz="UTC")
META: Final = (
    pa.field("_record_id", pa.string(), nullable=False),
    pa.field("_content_hash", pa.string()),
    pa.field("_updated_at", UPDATED),
    pa.field("_seq", pa.int64()),
    pa.field("_is_tombstone", pa.bool_()),
    pa.field("_extra", pa.string()),
)
NO_ID_FIX: Final = (
    "ask the platform's operator to give the record its number; it is pulled again when it changes"
)


@dataclass(frozen=True)
class Unusable:
    """A row that cannot be landed. `payload` is JSON of allowed fields; reason and fix hold no value."""

    rule: str
    reason: str
    fix: str
    payload: str
    record_id: str | None = None


@dataclass(frozen=True)
class Shaped:
    """The usable rows of one page as columns in contract order, in the order they came.

    `updated` are microseconds since 1970 UTC.
    """

    columns: list[pa.StringArray]
    record_ids: pa.StringArray
    ids: list[str]
    hashes: list[str]
    updated: pa.Int64Array
    unusable: list[Unusable] = field(default_factory=list)
    drift: Drift = field(default_factory=Drift)
    is_tombstone: bool = False

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """The earliest and the latest update time known."""
        return span(self.updated)

    @cached_property
    def is_ascending(self) -> bool:
        """Whether the update times known ascend."""
        return is_ascending(self.updated)

    @cached_property
    def distinct(self) -> frozenset[str]:
        """The record ids, each once."""
        return frozenset(self.ids)


class Shaper:
    """Shapes the rows of one stream. Stateless after construction, so threads may share it."""

    def __init__(self, contract: NetworkContract, stream: StreamContract) -> None:
        self._stream = stream
        self._names = [f.name for f in stream.fields]
        self._pick = _picker(self._names)
        self._known = frozenset(self._names)
        # where null is not allowed either, an absent field is counted with the nulls
        self._optional = [f.name for f in stream.fields if f.nullable or f.policy == "never"]
        self._whole = ContractField(type="object", fields=stream.fields)
        self._read_times = READERS[contract.time_form]
        self._clean_ids = ID_FORMS[contract.id_form]
        landed = [f.name for f in stream.landed]
        self._id_at = landed.index(stream.record_id)
        self._time_at = None if stream.updated_at is None else landed.index(stream.updated_at)
        fields: list[pa.Field[Any]] = [pa.field(f.name, TEXT) for f in stream.landed]
        self.schema = pa.schema([*fields, *META])

    def shape(self, rows: Rows) -> Shaped:
        """Shape the rows of a page."""
        if rows.texts is not None:
            shaped = self._texts(rows.texts)
            if _have_ids(shaped):
                return shaped
        exact = self._straight(rows.objects()) if rows.exact is None else rows.exact
        if exact is not None:
            shaped = self._columns(exact, [], Drift())
            if _have_ids(shaped):
                return shaped
        drift = Drift()
        unusable: list[Unusable] = []
        usable = self._usable(rows.objects(), unusable)
        return self._columns(self._careful(usable, drift), unusable, drift)

    def _straight(self, rows: Sequence[Any]) -> list[list[Any]] | None:
        """Pick the fields of rows that have exactly those of the contract; None when one does not."""
        try:
            if sum(map(len, rows)) != len(self._names) * len(rows):
                return None
            return by_field(rows, self._pick, len(self._names))
        except (KeyError, TypeError, IndexError):
            return None

    def _usable(self, rows: Iterable[Any], unusable: list[Unusable]) -> list[dict[str, Any]]:
        usable = []
        for row in rows:
            if not isinstance(row, dict):
                kind = kind_of(row)
                unusable.append(
                    Unusable(
                        "row.not_object", f"a {kind} instead of a record", NO_ID_FIX, f'{{"kind":"{kind}"}}'
                    )
                )
            elif not _has_id(row.get(self._stream.record_id)):
                unusable.append(self._without_id(row))
            else:
                usable.append(row)
        return usable

    def _without_id(self, row: dict[str, Any]) -> Unusable:
        payload = to_text(row, self._whole) or "{}"
        return Unusable("record.no_id", f"{self._stream.record_id} is missing or blank", NO_ID_FIX, payload)

    def _careful(self, rows: Sequence[dict[str, Any]], drift: Drift) -> list[list[Any]]:
        names, known = self._names, self._known
        for row in rows:
            if len(row) != len(names) or not known.issuperset(row):
                drift.new.update(name for name in row if name not in known)
                drift.missing.update(name for name in self._optional if name not in row)
        return [[row.get(name) for row in rows] for name in names]

    def _columns(self, picked: Sequence[Sequence[Any]], unusable: list[Unusable], drift: Drift) -> Shaped:
        columns = [
            text_column(spec, values, drift)
            for spec, values in zip(self._stream.fields, picked, strict=True)
            if spec.policy != "never"
        ]
        return self._shaped(columns, unusable, drift)

    def _texts(self, columns: Sequence[pa.StringArray]) -> Shaped:
        drift = Drift()
        for spec, column in zip(self._stream.landed, columns, strict=True):
            count_values(spec, column, drift)
        return self._shaped(columns, [], drift)

    def _shaped(self, columns: Sequence[pa.StringArray], unusable: list[Unusable], drift: Drift) -> Shaped:
        record_ids = self._clean_ids(columns[self._id_at])
        if self._time_at is None:
            updated = unknown_times(len(record_ids))
        else:
            updated = self._read_times(columns[self._time_at])
        ids = cast("list[str]", record_ids.to_pylist())  # rows without an id were set apart
        return Shaped(list(columns), record_ids, ids, content_hashes(columns), updated, unusable, drift)


def _have_ids(shaped: Shaped) -> bool:
    return shaped.record_ids.null_count == 0 and "" not in shaped.distinct


def _has_id(value: Any) -> bool:
    if type(value) is str:
        return bool(value) and not value.isspace()
    return isinstance(value, int | Decimals) and not isinstance(value, bool)


def _picker(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    only = names[0]
    return lambda row: (row[only],)
