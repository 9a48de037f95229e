"""Make a new version of the published file and let readers see it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb

from expectations.results import QualityResult
from warehouse.database import memory
from warehouse.errors import HomeError, NothingToPublishError
from warehouse.locks import PUBLICATION, waiting
from warehouse.publication import copying, history
from warehouse.publication.verify import verify
from warehouse.publication.versions import (
    DRAFT,
    FILE_NAME,
    clear_drafts,
    new_version,
    not_before_newest,
    point_at,
    prune,
    sync_folder,
)
from warehouse.settings import Settings

SCHEMAS = ("marts", "ops")


@dataclass(frozen=True)
class Publication:
    """A version that readers see: `path` goes through its own folder, not through the link."""

    version: str
    published_at: datetime
    run_id: str
    path: Path
    row_counts: dict[str, int]
    removed: tuple[str, ...]


def publish(
    settings: Settings,
    run_id: str,
    quality: Sequence[QualityResult],
    *,
    git_revision: str | None = None,
    now: datetime | None = None,
) -> Publication:
    """Copy `marts` and `ops` of the build into a new version, check it and swap the link.

    Until the very last step readers see the former version; a failure before it leaves nothing behind
    but a draft, which the next publication removes. The caller holds the hub's lock.

    Raises:
        NothingToPublishError: the build has no marts.
        PublicationError: the copy is not what the build holds.
        HomeError: the disk refuses.

    """
    home = settings.home
    try:
        clear_drafts(home)
        now = not_before_newest(home, now or datetime.now(UTC))
        version = new_version(home, now)
        draft = home.published / f"{DRAFT}{version}"
        draft.mkdir()
        make_record = partial(history.record, version, now, run_id, revision=git_revision)
        counts = _write(settings, draft / FILE_NAME, make_record, quality)
        _sync(draft)
        with waiting(home, PUBLICATION):
            draft.rename(home.published / version)
            point_at(home, version)
            removed = prune(home, settings.keep_versions)
    except OSError as error:
        raise HomeError(home.published, error) from error
    path = home.published / version / FILE_NAME
    return Publication(version, now, run_id, path, counts, tuple(removed))


def _write(
    settings: Settings,
    target: Path,
    make_record: Callable[[dict[str, int]], history.PublicationRecord],
    quality: Sequence[QualityResult],
) -> dict[str, int]:
    """Write the new file and check it by opening it as a reader does."""
    former = history.former_publications(settings.home)
    with memory(settings) as connection:
        copying.attach(connection, settings.home.build_db, target)
        plan = _plan(connection)
        counts = _copy_all(connection, plan)
        history.write_quality(connection, quality)
        history.write_publications(connection, [*former, make_record(counts)])
        copying.detach(connection)
    target.chmod(0o644)
    own = {history.PUBLICATION.title: len(former) + 1, history.QUALITY_RESULT.title: len(quality)}
    verify(target, [*plan, *history.OWN_TABLES], counts | own)
    return counts


def _plan(connection: duckdb.DuckDBPyConnection) -> list[copying.Table]:
    """List what to publish; the two tables that publication writes itself are not taken from the build."""
    own = {table.title for table in history.OWN_TABLES}
    plan = [table for table in copying.tables(connection, copying.BUILD, SCHEMAS) if table.title not in own]
    if not any(table.schema == "marts" for table in plan):
        raise NothingToPublishError("the build holds no marts", fix="duowang build")
    return plan


def _copy_all(connection: duckdb.DuckDBPyConnection, plan: Iterable[copying.Table]) -> dict[str, int]:
    """Copy table by table and compare the rows of both sides."""
    return {table.title: copying.copy(connection, table) for table in plan}


def _sync(draft: Path) -> None:
    """Have the new file on the disk before its name is."""
    descriptor = os.open(draft / FILE_NAME, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(draft)
