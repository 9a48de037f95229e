"""The declared contract of a network: what its guide promises, read from YAML and checked once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic import Field as Option

from connectors.engine.errors import ConfigurationError

Policy = Literal["open", "restricted", "never"]
Kind = Literal["window", "snapshot"]
Grade = Literal["L1", "L2", "L3", "L4"]
FieldType = Literal["text", "code", "number", "time", "millis", "date", "list", "object", "boolean"]

PERSONAL: Final = frozenset({"L3", "L4"})
"""Grades that may reach no published table: L3 personal, L4 sensitive (L1 public, L2 internal)."""

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


# the loader written in C, where it was built, reads a contract ten times as fast
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ContractField(_Strict):
    """One field of a record. `fields` are the parts of an object; `codes` the values the guide lists.

    `grade` (written `class`) says how its values must be kept; every field of a stream has one.
    """

    name: str = ""
    grade: Grade | None = Option(default=None, alias="class")
    type: FieldType = "text"
    policy: Policy = "open"
    nullable: bool = False
    codes: tuple[str, ...] | None = None
    fields: tuple[ContractField, ...] = ()
    about: str = ""


class DeletionMark(_Strict):
    """The field, and its values as landed, by which a platform marks a record as deleted."""

    field: str
    values: tuple[str, ...]


class Pace(_Strict):
    """How hard a platform may be asked. Rates are requests a second, None = no limit stated."""

    rate: float | None = None
    listing_rate: float | None = None
    streams: int = 2
    windows: int = 1


class StreamContract(_Strict):
    """One stream: its fields in landing order, its record id and its update time.

    `purpose` and `basis` (legal basis) stand in the processing register; beyond `retention_days` only what
    the present state needs stays in the landing.
    """

    id: str
    title: str
    purpose: str = Option(min_length=1)
    basis: str = Option(min_length=1)
    retention_days: int = Option(gt=0)
    record_id: str
    updated_at: str | None = None
    look_back_days: float = 1.0
    fields: tuple[ContractField, ...]

    @model_validator(mode="after")
    def _every_field_has_a_grade(self) -> StreamContract:
        if ungraded := [field.name for field in self.every_field if field.grade is None]:
            raise ValueError(f"no class is given for {', '.join(ungraded)}")
        return self

    @property
    def every_field(self) -> tuple[ContractField, ...]:
        """The fields with the parts of those that are objects."""
        return tuple(part for field in self.fields for part in (field, *field.fields))

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
    controller: str = ""
    deleted: DeletionMark | None = None
    kind: Kind
    cadence: str
    time_form: str = ""
    id_form: str = "plain"
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
        given = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - both are safe loaders
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
