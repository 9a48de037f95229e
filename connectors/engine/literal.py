"""JSON read so that every value can be landed as it came: numbers keep their digits, there are no floats."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from connectors.engine.contract import ContractField


class Decimals(msgspec.Struct, frozen=True, gc=False):
    """A JSON number with a fraction or an exponent, as its text."""

    text: str


_DECODER: Final = msgspec.json.Decoder(float_hook=Decimals)
KINDS: Final[Mapping[type, str]] = {
    str: "text",
    int: "number",
    Decimals: "number",
    bool: "boolean",
    type(None): "null",
    list: "list",
    dict: "object",
}


class MalformedError(ValueError):
    """The body is not one whole JSON value."""


def decode(body: bytes) -> Any:
    """Read JSON; fractions come as `Decimals`. Raises MalformedError."""
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise MalformedError("truncated or malformed JSON") from None


def kind_of(value: object) -> str:
    """Name the JSON kind of a decoded value."""
    return KINDS[type(value)]


def to_text(value: Any, spec: ContractField | None = None, strange: set[str] | None = None) -> str | None:
    """Return the text to land: strings as they are, numbers by their digits, the rest as compact JSON.

    Parts of objects that `spec` does not name are left out, and their names added to `strange`: no policy
    speaks for them.
    """
    if value is None or type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return _compact(value, spec, strange if strange is not None else set())


def _compact(value: Any, spec: ContractField | None, strange: set[str]) -> str:
    if isinstance(value, Decimals):
        return value.text
    if isinstance(value, list):
        return "[" + ",".join(_compact(item, spec, strange) for item in value) + "]"
    if isinstance(value, dict):
        return _object(value, spec, strange)
    return json.dumps(value, ensure_ascii=False)


def _object(value: dict[str, Any], spec: ContractField | None, strange: set[str]) -> str:
    known = {part.name: part for part in spec.fields} if spec else {}
    strange.update(name for name in value if name not in known)
    kept = (
        f"{json.dumps(name, ensure_ascii=False)}:{_compact(value[name], part, strange)}"
        for name, part in known.items()
        if name in value and part.policy != "never"
    )
    return "{" + ",".join(kept) + "}"
