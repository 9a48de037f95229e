"""Landing one file of a daily drop: a snapshot, committed when its checksum and its row count hold."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from connectors.engine.archive import SafeArchive, UnsafeArchiveError
from connectors.engine.batch import Batch
from connectors.engine.contract import NetworkContract, StreamContract
from connectors.engine.drops import BrokenFileError, Drop, DroppedFile
from connectors.engine.landing import LIVE, Landing
from connectors.engine.ledger import PageNote
from connectors.engine.manifest import Manifest
from connectors.engine.moments import moment
from connectors.engine.parts import write_batch, write_quarantine
from connectors.engine.rows import Rows
from connectors.engine.shape import Shaped, Shaper, Unusable
from connectors.engine.sheet import Sheet, SheetError
from connectors.engine.spool import Spool

_PAGE_ROWS: Final = 5000
_FIX: Final = "ask for the day to be issued again; it is then fetched by itself"


@dataclass(frozen=True)
class FileLander:
    """Lands the files of one stream."""

    contract: NetworkContract
    stream: StreamContract
    landing: Landing

    def is_landed(self, drop: Drop) -> bool:
        """Whether this content of the day's file is landed already."""
        return self._has(self.batch_id(drop.day), drop)

    def is_set_aside(self, drop: Drop) -> bool:
        """Whether this content of the day's file was found broken already."""
        return self._has(self._rejected_id(drop.day), drop)

    def land(self, drop: Drop, archive: SafeArchive, pulled_at: datetime) -> Manifest:
        """Land a file of a drop. Raises BrokenFileError when it is not what the manifest promises."""
        promised = drop.files[self.stream.id]
        try:
            found = archive.sha256(promised.name)
            if found != promised.sha256:
                raise BrokenFileError(
                    "file.checksum", "the checksum is not that of the day's manifest", found
                )
            manifest = self._land(drop, promised, archive, pulled_at)
        except KeyError:
            raise BrokenFileError("file.missing", "the archive lacks the file") from None
        except (UnsafeArchiveError, SheetError) as error:
            raise BrokenFileError("file.unreadable", str(error)) from None
        self.landing.remove(self.contract.network, self.stream.id, self._rejected_id(drop.day))
        return manifest

    def set_aside(self, drop: Drop, broken: BrokenFileError, pulled_at: datetime) -> Manifest:
        """Record that a day's file could not be taken. It is no snapshot, so nothing counts as deleted."""
        promised = drop.files[self.stream.id]
        network, stream, batch_id = self.contract.network, self.stream.id, self._rejected_id(drop.day)
        staged, stamp = self.landing.stage(network, stream, batch_id)
        payload = f'{{"day":"{drop.day}","issued":{drop.issued},"rows":{promised.rows}}}'
        row = Unusable(broken.rule, f"{promised.name}: {broken}", _FIX, payload)
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

    def _rejected_id(self, day: date) -> str:
        return f"{self.batch_id(day)}.rejected"

    def _has(self, batch_id: str, drop: Drop) -> bool:
        batch = self.landing.find(self.contract.network, self.stream.id, batch_id)
        return batch is not None and batch.source.get("file_sha256") == drop.files[self.stream.id].sha256

    def _land(self, drop: Drop, promised: DroppedFile, archive: SafeArchive, pulled_at: datetime) -> Manifest:
        shaper = Shaper(self.contract, self.stream)
        path = self.landing.scratch(self.contract.network, self.stream.id) / f"snapshot{LIVE}"
        path.unlink(missing_ok=True)
        batch = Batch.start(Spool(path), shaper.schema, {})
        try:
            with archive.open(promised.name) as source:
                sheet = Sheet(source)
                for page in _pages(sheet, shaper):
                    batch.take(page, _note(drop, promised, sheet.rows), page.distinct)
            if self.stream.record_id not in sheet.header:
                raise BrokenFileError("file.no_id_column", f"the file has no column {self.stream.record_id}")
            if sheet.rows != promised.rows:
                reason = f"{sheet.rows} rows instead of the {promised.rows} that the manifest promises"
                raise BrokenFileError("file.rows", reason)
            return self._commit(drop, promised, batch, pulled_at)
        finally:
            batch.discard()

    def _commit(self, drop: Drop, promised: DroppedFile, batch: Batch, pulled_at: datetime) -> Manifest:
        network, stream, batch_id = self.contract.network, self.stream.id, self.batch_id(drop.day)
        staged, stamp = self.landing.stage(network, stream, batch_id)
        files, quarantine, ledger = write_batch(staged, batch, stamp)
        counts = batch.counts
        manifest = Manifest(
            batch_id=batch_id,
            kind="snapshot",
            files=files,
            quarantine_file=quarantine,
            ledger_file=ledger,
            watermark=moment(drop.window.end),
            received=counts.received,
            landed=counts.landed,
            duplicates=counts.duplicates,
            quarantined=counts.quarantined,
            pages=counts.pages,
            drift=batch.drift.report(),
            **self._common(drop, promised, pulled_at),
        )
        return self.landing.commit(staged, manifest)

    def _common(self, drop: Drop, promised: DroppedFile, pulled_at: datetime) -> dict[str, Any]:
        pulled_at = self.landing.in_order(self.contract.network, self.stream.id, pulled_at)
        return {
            "network": self.contract.network,
            "stream": self.stream.id,
            "window_from": moment(drop.window.start),
            "window_to": moment(drop.window.end),
            "pulled_at": pulled_at,
            "finished_at": max(datetime.now(UTC), pulled_at),
            "reported_total": promised.rows,
            "schema_fingerprint": self.stream.fingerprint,
            "contract_version": self.contract.version,
            "source": {"issued": drop.issued, "archive_sha256": drop.sha256, "file_sha256": promised.sha256},
        }


def _pages(sheet: Sheet, shaper: Shaper) -> Iterator[Shaped]:
    records = sheet.records()
    while rows := list(itertools.islice(records, _PAGE_ROWS)):
        yield _with_broken(shaper.shape(Rows.of(rows)), sheet)
    if sheet.broken:
        yield _with_broken(shaper.shape(Rows.of([])), sheet)


def _with_broken(shaped: Shaped, sheet: Sheet) -> Shaped:
    shaped.unusable.extend(sheet.broken)
    sheet.broken.clear()
    return shaped


def _note(drop: Drop, promised: DroppedFile, rows: int) -> PageNote:
    return PageNote(
        unit=drop.window,
        window=drop.window,
        total=promised.rows,
        size=0,
        sha256=promised.sha256,
        resume=drop.window.end,
        place=f"to row {rows}",
    )
