"""Pulling daily drops: each day and file is a snapshot, committed when its checksum and row count hold."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from connectors.engine.archive import SafeArchive, UnsafeArchiveError
from connectors.engine.batch import Batch
from connectors.engine.contract import NetworkContract, StreamContract
from connectors.engine.landing import Landing, write_batch, write_quarantine
from connectors.engine.ledger import PageNote
from connectors.engine.manifest import Manifest
from connectors.engine.moments import SHANGHAI, micros
from connectors.engine.rows import Rows
from connectors.engine.shape import Shaped, Shaper, Unusable
from connectors.engine.sheet import Sheet, SheetError
from connectors.engine.spool import Spool
from connectors.engine.window import Window

_PAGE_ROWS: Final = 5000
_BROKEN_FIX: Final = "ask for the day to be issued again; it is then fetched by itself"


@dataclass(frozen=True)
class DroppedFile:
    """One file of a drop as the day's manifest promises it."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Drop:
    """One issue of a day."""

    day: date
    issued: int
    archive: str
    sha256: str
    files: dict[str, DroppedFile]

    @property
    def window(self) -> Window:
        """The local day."""
        start = datetime.combine(self.day, time(), SHANGHAI)
        return Window(micros(start), micros(start + timedelta(days=1)))


class BrokenFileError(Exception):
    """A file does not match its manifest. `rule` and the message go into the quarantine."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule


@dataclass(frozen=True)
class FileLander:
    """Lands the files of one stream."""

    contract: NetworkContract
    stream: StreamContract
    landing: Landing
    clean_id: Callable[[str], str]

    def land(self, drop: Drop, archive: SafeArchive, pulled_at: datetime) -> Manifest:
        """Land a file of a drop. Raises BrokenFileError when it is not what the manifest promises."""
        promised = drop.files[self.stream.id]
        shaper = Shaper(self.stream, self.contract.time_form, self.clean_id)
        try:
            if archive.sha256(promised.name) != promised.sha256:
                raise BrokenFileError("file.checksum", "the checksum does not match the day's manifest")
            return self._land(drop, promised, archive, shaper, pulled_at)
        except KeyError:
            raise BrokenFileError("file.missing", "the archive lacks the file") from None
        except (UnsafeArchiveError, SheetError) as error:
            raise BrokenFileError("file.unreadable", str(error)) from None

    def _land(
        self, drop: Drop, promised: DroppedFile, archive: SafeArchive, shaper: Shaper, pulled_at: datetime
    ) -> Manifest:
        spool = Spool(self._scratch() / "snapshot.spool")
        spool.discard()
        batch = Batch.start(Spool(spool.path), shaper.schema, {})
        try:
            with archive.open(promised.name) as source:
                sheet = Sheet(source)
                for page in self._pages(sheet, shaper):
                    batch.take(page, self._note(drop, promised, sheet.rows), page.distinct)
            if self.stream.record_id not in sheet.header:
                raise BrokenFileError("file.no_id_column", f"the file has no column {self.stream.record_id}")
            if sheet.rows != promised.rows:
                raise BrokenFileError(
                    "file.rows",
                    f"{sheet.rows} rows instead of the {promised.rows} that the manifest promises",
                )
            return self._commit(drop, promised, batch, pulled_at)
        finally:
            batch.discard()

    def _pages(self, sheet: Sheet, shaper: Shaper) -> Iterator[Shaped]:
        records = sheet.records()
        while rows := list(itertools.islice(records, _PAGE_ROWS)):
            yield _with_broken(shaper.shape(Rows.of(rows)), sheet)
        if sheet.broken:
            yield _with_broken(shaper.shape(Rows.of([])), sheet)

    def _note(self, drop: Drop, promised: DroppedFile, rows: int) -> PageNote:
        return PageNote(
            unit=drop.window,
            window=drop.window,
            total=promised.rows,
            size=0,
            sha256=promised.sha256,
            resume=drop.window.end,
            place=f"to row {rows}",
        )

    def _commit(self, drop: Drop, promised: DroppedFile, batch: Batch, pulled_at: datetime) -> Manifest:
        batch_id = self.batch_id(drop.day)
        staged = self.landing.stage(self.contract.network, self.stream.id, batch_id)
        stamp = self.landing.stamp(self.contract.network, self.stream.id, batch_id)
        files, quarantine, ledger = write_batch(staged, batch, stamp)
        counts = batch.counts
        manifest = Manifest(
            batch_id=batch_id,
            kind="snapshot",
            files=files,
            quarantine_file=quarantine,
            ledger_file=ledger,
            received=counts.received,
            landed=counts.landed,
            duplicates=counts.duplicates,
            quarantined=counts.quarantined,
            pages=counts.pages,
            drift=batch.drift.report(),
            **self._common(drop, promised, pulled_at),
        )
        return self.landing.commit(staged, manifest)

    def set_aside(self, drop: Drop, broken: BrokenFileError, pulled_at: datetime) -> Manifest:
        """Record that a day's file could not be taken. It is no snapshot, so nothing counts as deleted."""
        promised = drop.files[self.stream.id]
        batch_id = f"{self.batch_id(drop.day)}.rejected"
        staged = self.landing.stage(self.contract.network, self.stream.id, batch_id)
        stamp = self.landing.stamp(self.contract.network, self.stream.id, batch_id)
        payload = f'{{"day":"{drop.day}","issued":{drop.issued},"rows":{promised.rows}}}'
        row = Unusable(broken.rule, f"{promised.name}: {broken}", _BROKEN_FIX, payload)
        manifest = Manifest(
            batch_id=batch_id,
            kind="window",
            quarantine_file=write_quarantine(staged, [row], stamp),
            received=1,
            landed=0,
            duplicates=0,
            quarantined=1,
            **self._common(drop, promised, pulled_at),
        )
        return self.landing.commit(staged, manifest)

    def batch_id(self, day: date) -> str:
        """Name the batch of a day."""
        return f"{self.contract.network}.{self.stream.id}.{day:%Y%m%d}"

    def _common(self, drop: Drop, promised: DroppedFile, pulled_at: datetime) -> dict[str, Any]:
        midnight = datetime.combine(drop.day, time(), SHANGHAI).astimezone(UTC)
        return {
            "network": self.contract.network,
            "stream": self.stream.id,
            "window_from": midnight,
            "window_to": midnight + timedelta(days=1),
            "pulled_at": pulled_at,
            "finished_at": datetime.now(UTC),
            "reported_total": promised.rows,
            "schema_fingerprint": self.stream.fingerprint,
            "contract_version": self.contract.version,
            "source": {"issued": drop.issued, "archive_sha256": drop.sha256, "file_sha256": promised.sha256},
        }

    def _scratch(self) -> Path:
        return self.landing.scratch(self.contract.network, self.stream.id)


def _with_broken(shaped: Shaped, sheet: Sheet) -> Shaped:
    shaped.unusable.extend(sheet.broken)
    sheet.broken.clear()
    return shaped
