"""Requests of a person: what the hub holds about them, a copy of it, and its erasure with proof."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from connectors.engine.contract import PERSONAL
from connectors.registry import contract
from warehouse.errors import HubError
from warehouse.exit_codes import ExitCode
from warehouse.paths import Home
from warehouse.privacy import published, registry
from warehouse.privacy.access_log import note
from warehouse.privacy.landed import (
    LandedRow,
    RecordId,
    Traits,
    landed_rows,
    normal,
    records_with,
    traits,
)
from warehouse.privacy.quarantined import count_payloads
from warehouse.privacy.reading import read_rows
from warehouse.secret import resident_secret

By = Literal["number", "key", "record"]


class UnclearRequestError(HubError):
    """The request does not say whom it means."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True)
class Person:
    """A resident as the hub holds them: `records` are their own, `rows` all landed rows about them."""

    keys: frozenset[str]
    records: frozenset[RecordId]
    traits: Traits
    rows: tuple[LandedRow, ...]

    def places(self, home: Home) -> dict[str, int]:
        """Count what is held where."""
        own = Counter("landing" if row.is_own else "landing, spoken of" for row in self.rows)
        return {
            "landing": own["landing"],
            "landing, spoken of": own["landing, spoken of"],
            "quarantine": count_payloads(home, self.records, self.traits),
            "build": int(home.build_db.exists() and bool(self.rows)),
            "registry": len(registry.residents(home, self.keys)),
            "published versions": published.count_rows(home, self.keys),
        }


def find(home: Home, by: By, value: str, purpose: str) -> Person:
    """Find a person, and note in the access log that somebody looked.

    Args:
        home: the home.
        by: `number` for a citizen id or phone, `key` for a resident key, `record` for `network/stream/id`.
        value: it; noted as a keyed digest only.
        purpose: why, e.g. the number of the request.

    Raises:
        UnclearRequestError: no purpose is given, the form is wrong, or a number belongs to several residents.

    """
    if not purpose.strip():
        raise UnclearRequestError("say why restricted data are read", fix="--purpose 'request 2024-17'")
    records = _seeds(home, by, value)
    keys = {value} if by == "key" else registry.keys_of(home, records)
    note(home, "find", purpose, subject(home, value), {"residents": len(keys), "records": len(records)})
    if len(keys) > 1:
        raise UnclearRequestError(
            f"{len(keys)} residents have this number, a family's phone perhaps",
            where=", ".join(sorted(keys)),
            fix="ask again with --by key and one of these",
        )
    records |= registry.records_of(home, keys)
    names = [str(one["name"]) for one in registry.residents(home, keys) if one.get("name")]
    known = traits(home, records, names)
    return Person(frozenset(keys), frozenset(records), known, tuple(landed_rows(home, records, known)))


def export(home: Home, person: Person, purpose: str) -> Mapping[str, Any]:
    """Give a copy of everything held about a person, for the person; noted in the access log."""
    note(home, "export", purpose, _of(home, person), {"rows": len(person.rows)})
    return {
        "residents": registry.residents(home, person.keys),
        "records": read_rows(row for row in person.rows if row.is_own),
        "spoken_of_in": read_rows(row for row in person.rows if not row.is_own),
        "held": person.places(home),
    }


def subject(home: Home, value: str) -> str:
    """Name a person in a log: the same value gives the same name, and the name gives no value back."""
    return hmac.digest(resident_secret(home), b"subject|" + normal(value).encode(), "sha256").hex()[:16]


def personal_fields(record: RecordId) -> frozenset[str]:
    """Name the fields of a stream that hold personal values."""
    network, stream, _ = record
    fields = contract(network).stream(stream).landed
    return frozenset(field.name for field in fields if field.grade in PERSONAL)


def _seeds(home: Home, by: By, value: str) -> set[RecordId]:
    if by == "key":
        return registry.records_of(home, {value})
    if by == "number":
        if len(normal(value)) < 11:
            raise UnclearRequestError(
                "a number has 11 digits at least", fix="a citizen id or a mobile number"
            )
        return records_with(home, value)
    parts = value.split("/", 2)
    if len(parts) != 3:
        raise UnclearRequestError("a record is named network/stream/id", fix="zongzhi/population/RY000001")
    return {(parts[0], parts[1], parts[2])}


def _of(home: Home, person: Person) -> str:
    return (
        subject(home, min(person.keys, default=""))
        if person.keys
        else subject(home, str(min(person.records)))
    )
