"""The declared contract of a network: what its guide promises, read from YAML and checked once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as Option

from connectors.engine.errors import ConfigurationError

Policy = Literal["open", "restricted", "never"]
Kind = Literal["window", "snapshot"]
FieldType = Literal["text", "code", "number", "time", "millis", "date", "list", "object", "boolean"]

# which JSON kinds each declared type may come as; anything else is landed as text and reported as retyped
ACCEPTED: Final[Mapping[FieldType, frozenset[str]]] = {
    "text": frozenset({"text"}),
    "code": frozenset({"text"}),
    "number": frozenset({"number", "text"}),
    "time": frozenset({"text"}),
    "millis": frozenset({"number", "text"}),
    "date": frozenset({"text"}),
    "list": frozenset({"list"}),
    "object": frozenset({"object"}),
    "boolean": frozenset({"boolean"}),
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ContractField(_Strict):
    """One field of a record. `fields` are the parts of an object; `codes` the values the guide lists."""

    name: str = ""
    type: FieldType = "text"
    policy: Policy = "open"
    nullable: bool = False
    codes: tuple[str, ...] | None = None
    fields: tuple[ContractField, ...] = ()
    about: str = ""


class Pace(_Strict):
    """How hard a platform may be asked. Rates are requests a second, None = no limit stated."""

    rate: float | None = None
    listing_rate: float | None = None
    streams: int = 2
    windows: int = 1


class StreamContract(_Strict):
    """One stream: its fields in landing order, its record id and its update time."""

    id: str
    title: str
    record_id: str
    updated_at: str | None = None
    look_back_days: float = 1.0
    fields: tuple[ContractField, ...]

    @cached_property
    def landed(self) -> tuple[ContractField, ...]:
        """The fields that policy lets into the landing, in contract order."""
        return tuple(f for f in self.fields if f.policy != "never")

    @property
    def look_back(self) -> timedelta:
        """How far behind the watermark each pull begins."""
        return timedelta(days=self.look_back_days)

    @cached_property
    def fingerprint(self) -> str:
        """A short hash of the landed columns: it changes when the Parquet schema does."""
        text = "\n".join(f"{f.name}:{f.type}" for f in self.landed)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class NetworkContract(_Strict):
    """A platform as its guide describes it."""

    network: str
    version: str
    title: str
    kind: Kind
    cadence: str
    time_form: str = ""
    tick_ms: int = 1000
    page_size: int = 200
    depth: int | None = None
    unit_rows: int = 10_000
    margin_seconds: float = 120.0
    optional: bool = False
    pace: Pace = Pace()
    settings: Mapping[str, Any] = Option(default_factory=dict)
    streams: Mapping[str, StreamContract]

    def stream(self, stream_id: str) -> StreamContract:
        """Return one stream. Raises ConfigurationError when the contract has none of that name."""
        if stream_id not in self.streams:
            known = ", ".join(self.streams)
            raise ConfigurationError(f"{self.network} has no stream '{stream_id}' (it has: {known})")
        return self.streams[stream_id]

    def landed_fields(self, stream_id: str) -> tuple[str, ...]:
        """Name the columns that a stream lands, in order. Raises ConfigurationError."""
        return tuple(f.name for f in self.stream(stream_id).landed)


def load_contract(path: Path) -> NetworkContract:
    """Read a contract file. Raises ConfigurationError that says which entry is wrong."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        common = _fields(given.pop("common_fields", {}))
        given["streams"] = {key: _stream(key, value, common) for key, value in given["streams"].items()}
        return NetworkContract.model_validate(given)
    except (OSError, yaml.YAMLError, ValidationError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"contract {path.parent.name}/{path.name} cannot be read: {error}") from None


def _stream(stream_id: str, given: Mapping[str, Any], common: list[dict[str, Any]]) -> dict[str, Any]:
    return {**given, "id": stream_id, "fields": [*_fields(given["fields"]), *common]}


def _fields(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    fields = []
    for name, value in given.items():
        spec = dict(value or {})
        if "fields" in spec:
            spec["fields"] = _fields(spec["fields"])
        if spec.get("codes") is not None:
            spec["codes"] = [str(code) for code in spec["codes"]]
        fields.append({"name": name, **spec})
    return fields
