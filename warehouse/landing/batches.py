"""Committed batches and their files, as the landing's tables describe them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connectors.engine.errors import LandingError
from connectors.engine.manifest import MANIFEST, Manifest, committed, read_manifest
from connectors.registry import contract, networks
from warehouse.errors import LandingCorruptError
from warehouse.paths import Home

SNAPSHOT = "snapshot"


def batches(home: Home) -> list[Manifest]:
    """List the committed batches of all networks, in their order.

    Raises:
        LandingCorruptError: a manifest cannot be read.

    """
    try:
        return committed(home.landing)
    except LandingError as error:
        raise _unreadable(home, error) from error


def readable_batches(home: Home) -> tuple[list[Manifest], LandingCorruptError | None]:
    """List the batches whose manifests can be read, with what is wrong with the first one that cannot."""
    try:
        return batches(home), None
    except LandingCorruptError as error:
        return committed(home.landing, skip_unreadable=True), error


def how_to_mend(network: str, stream: str, batch_id: str, *, is_day: bool) -> str:
    """Say what can be pulled again: a day by itself, but a window only with the whole stream."""
    lost = f"{network}/{stream}/{batch_id}" if is_day else f"{network}/{stream}"
    return (
        f"restore it from a backup; without one, move the folder landing/{lost} away "
        f"and run duowang pull {network}, which pulls again what stood there"
    )


def _unreadable(home: Home, error: LandingError) -> LandingCorruptError:
    """Find the first manifest that cannot be read, and say how to mend it."""
    for folder in sorted(home.landing.glob("[!.]*/*/*/")):
        try:
            read_manifest(folder)
        except LandingError:
            network, stream, batch_id = folder.parts[-3:]
            is_day = network in networks() and contract(network).kind == SNAPSHOT
            return LandingCorruptError(
                f"a manifest is damaged: {error}",
                where=str(folder / MANIFEST),
                fix=how_to_mend(network, stream, batch_id, is_day=is_day),
            )
    return LandingCorruptError(str(error), where=str(home.landing), fix="run again")


@dataclass(frozen=True)
class LandedFile:
    """One Parquet file of a committed batch, as its manifest describes it."""

    path: Path
    rows: int
    size: int
    sha256: str
    manifest: Manifest


def landed_files(manifests: Iterable[Manifest]) -> Iterator[LandedFile]:
    """List the files that hold records."""
    for manifest in manifests:
        for file in manifest.files:
            yield LandedFile(manifest.folder / file.name, file.rows, file.bytes, file.sha256, manifest)


def newest_snapshots(manifests: Iterable[Manifest]) -> frozenset[str]:
    """Name the batch of each snapshot stream that says what exists now.

    The newest day wins, whenever it was pulled; a re-issued day replaces its batch.
    """
    newest: dict[tuple[str, str], Manifest] = {}
    for manifest in manifests:
        if manifest.kind != SNAPSHOT:
            continue
        stream = (manifest.network, manifest.stream)
        if stream not in newest or _age(newest[stream]) < _age(manifest):
            newest[stream] = manifest
    return frozenset(manifest.batch_id for manifest in newest.values())


def order_at(manifest: Manifest) -> datetime:
    """Tell since when a batch speaks for its records: a snapshot's day, otherwise the time of the pull."""
    return manifest.window_to if manifest.kind == SNAPSHOT else manifest.pulled_at


def _age(manifest: Manifest) -> tuple[datetime, datetime]:
    return (manifest.window_to, manifest.pulled_at)
