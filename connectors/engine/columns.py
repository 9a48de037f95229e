"""The values of one field as an Arrow column of text, with what differs from the contract counted."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from connectors.engine.contract import ACCEPTED, ContractField
from connectors.engine.drift import Drift
from connectors.engine.literal import KINDS, Decimals, to_text

TEXT: Final = pa.string()
_AS_TEXT: Final = pc.CastOptions(TEXT)
_MOSTLY_TEXT: Final = frozenset({"text", "code", "time", "date"})
_PLAIN: Final = frozenset({str, type(None)})
_WHOLE: Final = frozenset({int, type(None)})
_FRACTIONS: Final = frozenset({Decimals, type(None)})
_SEPARATOR: Final = pa.scalar("\x1f")
_NULLS_AS_ZERO: Final = pc.JoinOptions(null_handling="replace", null_replacement="\x00")


def text_column(spec: ContractField, values: Sequence[Any], drift: Drift) -> pa.StringArray:
    """Turn the values of one field into text, as they came, and count where they differ from the contract."""
    column = _plain(values) if spec.type in _MOSTLY_TEXT else None
    if column is None:
        kinds = set(map(type, values))
        _count_kinds(spec, values, kinds, drift)
        column = _texts(spec, values, kinds, drift)
    count_values(spec, column, drift)
    return column


def count_values(spec: ContractField, column: pa.StringArray, drift: Drift) -> None:
    """Count the values of a field that are missing though they must not be, or codes that nobody knows."""
    if column.null_count and not spec.nullable:
        drift.missing[spec.name] += column.null_count
    if spec.codes is not None:
        known = {*spec.codes, None, ""}
        if strange := set(column.unique().to_pylist()) - known:
            drift.codes[spec.name] += sum(text in strange for text in column.to_pylist())


def content_hashes(columns: Sequence[pa.StringArray]) -> list[str]:
    """Hash each row over all landed fields."""
    joined: pa.StringArray = pc.call_function(
        "binary_join_element_wise",
        [*columns, _SEPARATOR],
        _NULLS_AS_ZERO,
    )
    return [blake2b(row or b"", digest_size=16).hexdigest() for row in joined.cast(pa.binary()).to_pylist()]


def _plain(values: Sequence[Any]) -> pa.StringArray | None:
    """The values as they are when all are text or null; None when one is anything else."""
    try:
        column: pa.StringArray = pa.array(values, TEXT)
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return None
    return column


def _digits(values: Sequence[int | None]) -> pa.StringArray:
    try:
        texts: pa.StringArray = pc.call_function("cast", [pa.array(values, pa.int64())], _AS_TEXT)
    except (OverflowError, pa.ArrowInvalid):
        texts = pa.array([None if v is None else str(v) for v in values], TEXT)
    return texts


def _texts(spec: ContractField, values: Sequence[Any], kinds: set[type], drift: Drift) -> pa.StringArray:
    if kinds <= _WHOLE:
        return _digits(values)
    column: pa.StringArray
    if kinds <= _PLAIN:
        column = pa.array(values, TEXT)
    elif kinds <= _FRACTIONS:
        column = pa.array([None if value is None else value.text for value in values], TEXT)
    else:
        strange: set[str] = set()
        column = pa.array([to_text(value, spec, strange) for value in values], TEXT)
        drift.new.update(f"{spec.name}.{name}" for name in strange)
    return column


def _count_kinds(spec: ContractField, values: Sequence[Any], kinds: set[type], drift: Drift) -> None:
    accepted = ACCEPTED[spec.type] | {"null"}
    if strange := {kind for kind in kinds if KINDS[kind] not in accepted}:
        drift.retyped[spec.name] += sum(type(value) in strange for value in values)
