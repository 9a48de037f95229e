"""Which records of a stream a caller asks for, and a record as the store holds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Selection:
    """Which records of a stream: `begin_ms` inclusive, `end_ms` exclusive (epoch ms, None = open)."""

    network: str
    stream: str
    begin_ms: int | None = None
    end_ms: int | None = None
    community_code: str | None = None
    id_prefix: str | None = None

    def where(self) -> tuple[str, list[object]]:
        """Return the SQL condition and its parameters."""
        given: list[tuple[str, object | None]] = [
            ("network = ?", self.network),
            ("stream = ?", self.stream),
            ("updated_ms >= ?", self.begin_ms),
            ("updated_ms < ?", self.end_ms),
            ("community_code = ?", self.community_code),
            ("substr(id, 1, 1) = ?", self.id_prefix),
        ]
        used = [(sql, value) for sql, value in given if value is not None]
        return " and ".join(sql for sql, _ in used), [value for _, value in used]


@dataclass(frozen=True)
class Stored:
    """One record: its id, update time (epoch milliseconds) and the JSON bytes of the wire record."""

    id: str
    updated_ms: int
    body: bytes
