"""How far the rows that came differ from the contract: counted by field, no values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict


class DriftReport(BaseModel):
    """Rows by field name. `missing_fields` counts fields that are absent, or null where they may not be."""

    model_config = ConfigDict(frozen=True)

    new_fields: dict[str, int] = {}
    missing_fields: dict[str, int] = {}
    retyped_fields: dict[str, int] = {}
    unknown_codes: dict[str, int] = {}


@dataclass
class Drift:
    """A running count. Not thread-safe: each page has its own, they are merged."""

    new: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    retyped: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    def merge(self, other: Drift) -> None:
        """Add another count."""
        self.new.update(other.new)
        self.missing.update(other.missing)
        self.retyped.update(other.retyped)
        self.codes.update(other.codes)

    def counts(self) -> dict[str, dict[str, int]]:
        """The counts as plain data; `Drift.of` reads them back."""
        named = {"new": self.new, "missing": self.missing, "retyped": self.retyped, "codes": self.codes}
        return {name: dict(counter) for name, counter in named.items()}

    @classmethod
    def of(cls, counts: dict[str, dict[str, int]]) -> Drift:
        """Read back what `counts` gave."""
        return cls(**{name: Counter(values) for name, values in counts.items()})

    def report(self) -> DriftReport:
        """Freeze the count, sorted by name."""
        return DriftReport(
            new_fields=dict(sorted(self.new.items())),
            missing_fields=dict(sorted(self.missing.items())),
            retyped_fields=dict(sorted(self.retyped.items())),
            unknown_codes=dict(sorted(self.codes.items())),
        )
