"""Show the committed batches to the build database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from connectors.engine.manifest import Manifest
from connectors.registry import contract, networks
from warehouse.database import build_database
from warehouse.errors import LandingCorruptError
from warehouse.landing import tables
from warehouse.landing.batches import LandedFile, batches, landed_files
from warehouse.landing.outcomes import write_outcomes
from warehouse.landing.verify import verify
from warehouse.landing.views import view_name, view_sql
from warehouse.paths import Home
from warehouse.settings import Settings


@dataclass(frozen=True)
class Registration:
    """What the build sees of the landing."""

    streams: int
    batches: int
    files: int
    records: int
    quarantined: int


def register(home: Home, settings: Settings | None = None) -> Registration:
    """Create schema `landing`: a view a stream, `manifest`, `quarantine`, `pull_outcome` and `batch_file`.

    Every stream of every registered contract gets its view, an empty one if nothing has landed.

    Raises:
        LandingCorruptError: a landed file is missing or damaged.

    """
    settings = settings or Settings(home)
    manifests = batches(home)
    files = list(landed_files(manifests))
    verify(files, settings.threads)
    with build_database(settings) as connection:
        connection.execute("create schema if not exists landing")
        try:
            tables.write_manifests(connection, manifests)
            tables.write_batch_files(connection, manifests, files)
            tables.write_quarantine(connection, manifests)
            write_outcomes(connection, home)
            streams = _create_views(connection, files)
        except duckdb.Error as error:
            raise _unreadable(home.landing, error) from error
    return _count(streams, manifests, files)


def _create_views(connection: duckdb.DuckDBPyConnection, files: Sequence[LandedFile]) -> int:
    """Create the view of every stream that a contract names.

    Returns:
        the number of streams.

    """
    landed: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for file in files:
        if file.rows:
            landed[file.manifest.network, file.manifest.stream].append(file.path)
    streams = [(network, stream) for network in networks() for stream in contract(network).streams.values()]
    for network, stream in streams:
        fields = [field.name for field in stream.landed]
        connection.execute(view_sql(view_name(network, stream.id), fields, landed[network, stream.id]))
    return len(streams)


def _count(streams: int, manifests: Sequence[Manifest], files: Sequence[LandedFile]) -> Registration:
    return Registration(
        streams=streams,
        batches=len(manifests),
        files=len(files),
        records=sum(manifest.landed for manifest in manifests),
        quarantined=sum(manifest.quarantined for manifest in manifests),
    )


def _unreadable(landing: Path, error: duckdb.Error) -> LandingCorruptError:
    """Name the file that the engine could not read; its message is not shown, for it may quote a value."""
    named = next((word for word in str(error).split('"') if word.startswith(str(landing))), str(landing))
    return LandingCorruptError(
        f"a landed file cannot be read ({type(error).__name__})",
        where=named,
        fix="restore it from a backup, or remove its batch folder and pull that network again",
    )
