"""The manifest: what makes a batch exist, and all that is known about it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from connectors.engine.drift import DriftReport
from connectors.engine.errors import DamagedError

MANIFEST = "_manifest.json"
LEDGER = "_ledger.jsonl"
QUARANTINE = "_quarantine.parquet"

Kind = Literal["window", "snapshot", "reconcile"]


class LandedPart(BaseModel):
    """One Parquet file of a batch."""

    model_config = ConfigDict(frozen=True)

    name: str
    rows: int
    bytes: int
    sha256: str


class Manifest(BaseModel):
    """A committed batch. All times are UTC. `received = landed + duplicates + quarantined`.

    The window is [window_from, window_to); with `open_end` it also holds records dated later. `pull_from`
    and `pull_to` are the whole range the pull set out to read: a pull whose batches do not reach `pull_to`
    was cut short; a backfill (`is_backfill`) reads again what was read before. `watermark` is the newest
    update time seen, at most the window's end, and null where it must not move the next pull.
    `left_while_read` counts records that left the window after being read. `expired` counts landed rows that
    were removed since, by retention or at a person's request.
    """

    model_config = ConfigDict(frozen=True)

    version: int = 1
    batch_id: str
    network: str
    stream: str
    kind: Kind
    window_from: datetime
    window_to: datetime
    open_end: bool = False
    pull_id: str = ""
    pull_from: datetime | None = None
    pull_to: datetime | None = None
    is_backfill: bool = False
    watermark: datetime | None = None
    pulled_at: datetime
    finished_at: datetime
    reported_total: int | None = None
    left_while_read: int = 0
    received: int
    landed: int
    duplicates: int
    quarantined: int
    expired: int = 0
    pages: int = 0
    bytes: int = 0
    schema_fingerprint: str
    contract_version: str
    files: tuple[LandedPart, ...] = ()
    quarantine_file: str | None = None
    ledger_file: str | None = None
    drift: DriftReport = DriftReport()
    source: dict[str, Any] = Field(default_factory=dict)

    _folder: Path = PrivateAttr(default=Path())

    @property
    def folder(self) -> Path:
        """Where the batch lies."""
        return self._folder

    @model_validator(mode="after")
    def _accounts_balance(self) -> Manifest:
        if self.received != self.landed + self.duplicates + self.quarantined:
            raise ValueError("received is not landed + duplicates + quarantined")
        if self.landed != self.expired + sum(part.rows for part in self.files):
            raise ValueError("landed is not the sum of the files' rows and of those removed since")
        return self

    def at(self, folder: Path) -> Manifest:
        """Return this manifest, knowing its folder."""
        self._folder = folder
        return self


def read_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of a batch folder, None when it has none. Raises DamagedError if it is unreadable."""
    try:
        text = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        return None
    try:
        return Manifest.model_validate_json(text).at(folder)
    except ValidationError as error:
        raise DamagedError(
            f"{folder.name}/{MANIFEST} is not a manifest ({error.error_count()} errors)"
        ) from None


def committed(
    landing_root: Path,
    network: str | None = None,
    stream: str | None = None,
    *,
    skip_unreadable: bool = False,
) -> list[Manifest]:
    """List the committed batches, ordered by network, stream, window end, pull time and id.

    Raises DamagedError at a manifest that cannot be read, unless such a one is to be passed over.
    """
    folders = landing_root.glob(f"{network or '[!.]*'}/{stream or '*'}/*/")
    read = _read_or_skip if skip_unreadable else read_manifest
    found = [manifest for folder in folders if (manifest := read(folder))]
    return sorted(found, key=_order)


def _read_or_skip(folder: Path) -> Manifest | None:
    try:
        return read_manifest(folder)
    except DamagedError:
        return None


def _order(manifest: Manifest) -> tuple[str, str, datetime, datetime, str]:
    return (manifest.network, manifest.stream, manifest.window_to, manifest.pulled_at, manifest.batch_id)
