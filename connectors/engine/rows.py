"""The rows of a list answer, decoded the fast way when each has exactly the fields of the contract.

An envelope is decoded part by part: the rows, which are nearly all of it, are read only once and straight
into compact records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

import msgspec
import pyarrow as pa
from msgspec.structs import astuple

from connectors.engine.contract import StreamContract
from connectors.engine.lattice import Lattice
from connectors.engine.literal import Decimals, MalformedError, decode

_PARTS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_MALFORMED: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_AT_A_TIME: Final = 128
# bytes of rows, some thirty of them, from which cutting takes less than decoding
_WORTH_CUTTING: Final = 1 << 14


@dataclass(frozen=True)
class Rows:
    """Rows as decoded. `exact` holds the values field by field in contract order, when all rows fit it.

    `texts` holds the landed fields as columns, of rows that not even had to be decoded; `raw` is what they
    were cut from. Otherwise `loose` holds whatever came: objects, or things that are no records.
    """

    count: int
    exact: Sequence[Sequence[Any]] | None = None
    names: Sequence[str] = ()
    loose: Sequence[Any] = field(default_factory=list)
    texts: Sequence[pa.StringArray] | None = None
    raw: bytes | memoryview = b""

    @classmethod
    def of(cls, loose: Sequence[Any]) -> Rows:
        """Rows that were decoded one by one."""
        return cls(len(loose), loose=loose)

    def forgotten(self) -> Rows:
        """As many rows, of which nothing else is known any more."""
        return Rows(self.count)

    def objects(self) -> Sequence[Any]:
        """The rows as objects by field name."""
        if self.texts is not None:
            return cast("list[Any]", decode(bytes(self.raw)))
        if self.exact is None:
            return self.loose
        return [dict(zip(self.names, values, strict=True)) for values in zip(*self.exact, strict=True)]


class RowDecoder:
    """Decodes the rows of one stream. Thread-safe."""

    def __init__(self, stream: StreamContract) -> None:
        self._names = [spec.name for spec in stream.fields]
        inner = [f"f{at}" for at in range(len(self._names))]
        record = msgspec.defstruct(
            "Record",
            [(name, Any) for name in inner],
            rename=dict(zip(inner, self._names, strict=True)),
            forbid_unknown_fields=True,
            gc=False,
        )
        self._lattice = Lattice(stream)
        self._decoder = msgspec.json.Decoder(list[record], float_hook=Decimals)  # type: ignore[valid-type]

    def decode(self, raw: bytes | memoryview) -> Rows | None:
        """Decode a JSON list of rows; None for any other JSON. Raises MalformedError.

        `raw` is valid JSON but for the encoding of its strings: it is part of an envelope that was read.
        """
        if len(raw) >= _WORTH_CUTTING and (texts := self._lattice.read(raw)) is not None:
            return Rows(len(texts[0]), texts=texts, raw=raw)
        try:
            records: list[Any] = self._decoder.decode(raw)
        except msgspec.ValidationError:
            loose = decode(bytes(raw))
            return Rows.of(loose) if isinstance(loose, list) else None
        except _MALFORMED:
            raise MalformedError("truncated or malformed JSON") from None
        return Rows(len(records), by_field(records, astuple, len(self._names)), self._names)


class Envelope:
    """A JSON object whose parts are decoded when they are asked for."""

    def __init__(self, parts: Mapping[str, msgspec.Raw]) -> None:
        self._parts = parts

    @classmethod
    def read(cls, body: bytes | msgspec.Raw) -> Envelope | None:
        """Read a JSON object; None for any other JSON. Raises MalformedError."""
        try:
            return cls(_PARTS.decode(body))
        except msgspec.ValidationError:
            return None
        except _MALFORMED:
            raise MalformedError("truncated or malformed JSON") from None

    def get(self, name: str) -> Any:
        """Decode a part; None when it is absent or null. Raises MalformedError."""
        part = self._parts.get(name)
        return None if part is None else decode(bytes(part))

    def child(self, name: str) -> Envelope | None:
        """Open a part that is an object; None when it is anything else. Raises MalformedError."""
        part = self._parts.get(name)
        return None if part is None else Envelope.read(part)

    def rows(self, name: str, decoder: RowDecoder) -> Rows | None:
        """Decode a part that is a list of rows; None when it is anything else. Raises MalformedError."""
        part = self._parts.get(name)
        return None if part is None else decoder.decode(memoryview(part))


def by_field(rows: Sequence[Any], values_of: Callable[[Any], tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Turn rows into columns. A few rows at a time: many live tuples would call the garbage collector."""
    columns: list[list[Any]] = [[] for _ in range(width)]
    for at in range(0, len(rows), _AT_A_TIME):
        some = zip(*map(values_of, rows[at : at + _AT_A_TIME]), strict=True)
        for column, values in zip(columns, some, strict=True):
            column.extend(values)
    return columns
