"""From decoded rows to Arrow columns: policy applied, drift counted, unusable rows set apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from operator import itemgetter
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from connectors.engine.contract import ACCEPTED, ContractField, StreamContract
from connectors.engine.drift import Drift
from connectors.engine.literal import kind_of, to_text
from connectors.engine.moments import READERS, Micros

META: Final = (
    pa.field("_record_id", pa.string(), nullable=False),
    pa.field("_content_hash", pa.string()),
    pa.field("_updated_at", pa.timestamp("us", tz="UTC")),
    pa.field("_seq", pa.int64()),
    pa.field("_is_tombstone", pa.bool_()),
    pa.field("_extra", pa.string()),
)
_TEXT: Final = pa.string()
_AS_TEXT: Final = pc.CastOptions(_TEXT)
_PLAIN: Final = frozenset({str, type(None)})
_WHOLE: Final = frozenset({int, type(None)})
_SEPARATOR, _NULL = "\x1f", "\x00"

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
    """The usable rows of one page as columns in contract order, in the order they came."""

    columns: list[pa.StringArray]
    ids: list[str]
    hashes: list[str]
    updated: Micros
    unusable: list[Unusable] = field(default_factory=list)
    drift: Drift = field(default_factory=Drift)


class Shaper:
    """Shapes the rows of one stream. Stateless after construction, so threads may share it."""

    def __init__(
        self, stream: StreamContract, time_form: str, clean_id: Callable[[str], str] = str.strip
    ) -> None:
        self._stream = stream
        self._names = [f.name for f in stream.fields]
        self._pick = _picker(self._names)
        self._known = frozenset(self._names)
        self._whole = ContractField(type="object", fields=stream.fields)
        self._read_times = READERS[time_form]
        self._clean_id = clean_id
        self._id_at = self._names.index(stream.record_id)
        fields: list[pa.Field[Any]] = [pa.field(f.name, _TEXT) for f in stream.landed]
        self.schema = pa.schema([*fields, *META])

    def shape(self, rows: Sequence[Any]) -> Shaped:
        """Shape decoded JSON rows."""
        drift = Drift()
        unusable: list[Unusable] = []
        picked = self._straight(rows)
        if picked is None:
            usable = self._usable(rows, unusable)
            picked = self._careful(usable, drift)
        return self._columns(picked, unusable, drift)

    def _straight(self, rows: Sequence[Any]) -> list[tuple[Any, ...]] | None:
        """Pick the fields of rows that are exactly as the contract says; None when one is not."""
        try:
            picked = list(map(self._pick, rows))
            if sum(map(len, rows)) != len(self._names) * len(rows):
                return None
        except (KeyError, TypeError, IndexError):
            return None
        id_at = self._id_at
        return picked if all(type(r[id_at]) is str and r[id_at].strip() for r in picked) else None

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

    def _careful(self, rows: Iterable[dict[str, Any]], drift: Drift) -> list[tuple[Any, ...]]:
        names, known = self._names, self._known
        picked = []
        for row in rows:
            if len(row) != len(names) or not known.issuperset(row):
                drift.new.update(name for name in row if name not in known)
                drift.missing.update(name for name in names if name not in row)
            picked.append(tuple(row.get(name) for name in names))
        return picked

    def _columns(self, picked: list[tuple[Any, ...]], unusable: list[Unusable], drift: Drift) -> Shaped:
        columns: list[pa.StringArray] = []
        ids: list[str] = []
        updated: Micros = [None] * len(picked)
        values_of = zip(*picked, strict=True) if picked else [()] * len(self._names)
        for spec, values in zip(self._stream.fields, values_of, strict=True):
            if spec.policy == "never":
                continue
            column = text_column(spec, values, drift)
            columns.append(column)
            if spec.name == self._stream.record_id:
                ids = [self._clean_id(text or "") for text in column.to_pylist()]
            if spec.name == self._stream.updated_at:
                updated = self._read_times(column)
        return Shaped(columns, ids, content_hashes(columns), updated, unusable, drift)


def text_column(spec: ContractField, values: Sequence[Any], drift: Drift) -> pa.StringArray:
    """Turn the values of one field into text and count where they differ from the contract."""
    types = set(map(type, values))
    _count_kinds(spec, values, types, drift)
    if types <= _PLAIN:
        column, texts = pa.array(values, _TEXT), values
    elif types <= _WHOLE and spec.codes is None:
        column, texts = _digits(values), values
    else:
        strange: set[str] = set()
        texts = [to_text(value, spec, strange) for value in values]
        column = pa.array(texts, _TEXT)
        drift.new.update(f"{spec.name}.{name}" for name in strange)
    if spec.codes is not None:
        _count_codes(spec, texts, drift)
    return column


def _digits(values: Sequence[int | None]) -> pa.StringArray:
    try:
        texts: pa.StringArray = pc.call_function("cast", [pa.array(values, pa.int64())], _AS_TEXT)
    except (OverflowError, pa.ArrowInvalid):
        texts = pa.array([None if v is None else str(v) for v in values], _TEXT)
    return texts


def content_hashes(columns: Sequence[pa.StringArray]) -> list[str]:
    """Hash each row over all landed fields."""
    joined: pa.StringArray = pc.call_function(
        "binary_join_element_wise",
        [*columns, pa.scalar(_SEPARATOR)],
        pc.JoinOptions(null_handling="replace", null_replacement=_NULL),
    )
    return [blake2b(row or b"", digest_size=16).hexdigest() for row in joined.cast(pa.binary()).to_pylist()]


def _count_kinds(spec: ContractField, values: Sequence[Any], types: set[type], drift: Drift) -> None:
    if types <= _PLAIN and "text" in ACCEPTED[spec.type]:
        if type(None) in types and not spec.nullable:
            drift.missing[spec.name] += sum(value is None for value in values)
        return
    kinds = [kind_of(value) for value in values]
    accepted = ACCEPTED[spec.type] | {"null"}
    if retyped := sum(kind not in accepted for kind in kinds):
        drift.retyped[spec.name] += retyped
    if not spec.nullable and (nulls := kinds.count("null")):
        drift.missing[spec.name] += nulls


def _count_codes(spec: ContractField, texts: Sequence[str | None], drift: Drift) -> None:
    known = {*(spec.codes or ()), None, ""}
    if strange := set(texts) - known:
        drift.codes[spec.name] += sum(text in strange for text in texts)


def _has_id(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return isinstance(value, int) and not isinstance(value, bool)


def _picker(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    only = names[0]
    return lambda row: (row[only],)
