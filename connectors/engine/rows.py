"""The rows of a list answer, decoded the fast way when each has exactly the fields of the contract.

An envelope is decoded part by part: the rows, which are nearly all of it, are read only once and straight
into compact records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Final

import msgspec

from connectors.engine.contract import StreamContract
from connectors.engine.literal import Decimals, MalformedError, decode

_PARTS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_MALFORMED: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True)
class Rows:
    """Rows as decoded. `exact` holds the values of each field in contract order, when all rows fit it.

    Otherwise `exact` is None, and `loose` holds whatever came: objects, or things that are no records.
    """

    count: int
    exact: list[tuple[Any, ...]] | None = None
    names: Sequence[str] = ()
    loose: Sequence[Any] = field(default_factory=list)

    @classmethod
    def of(cls, loose: Sequence[Any]) -> Rows:
        """Rows that were decoded one by one."""
        return cls(len(loose), loose=loose)

    def objects(self) -> Sequence[Any]:
        """The rows as objects by field name."""
        if self.exact is None:
            return self.loose
        return [dict(zip(self.names, values, strict=True)) for values in self.exact]


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
        self._decoder = msgspec.json.Decoder(list[record], float_hook=Decimals)  # type: ignore[valid-type]
        self._pick = _picker(inner)

    def decode(self, raw: bytes | memoryview) -> Rows | None:
        """Decode a JSON list of rows; None for any other JSON. Raises MalformedError."""
        try:
            records: list[Any] = self._decoder.decode(raw)
        except msgspec.ValidationError:
            loose = decode(bytes(raw))
            return Rows.of(loose) if isinstance(loose, list) else None
        except _MALFORMED:
            raise MalformedError("truncated or malformed JSON") from None
        return Rows(len(records), list(map(self._pick, records)), self._names)


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


def _picker(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    only = attrgetter(names[0])
    return lambda record: (only(record),)
