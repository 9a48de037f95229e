"""The published version, copied into PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.database import published
from warehouse.errors import ConfigurationError, NothingToPublishError
from warehouse.locks import exclusive
from warehouse.paths import dbt_project
from warehouse.pipeline.job import Job
from warehouse.progress import Reporter
from warehouse.publication import current_version
from warehouse.publication.versions import FILE_NAME
from warehouse.settings import Settings

if TYPE_CHECKING:
    from warehouse.mirror import MirrorConnection, Mirrored

LOCK = "mirror"


def mirror(
    settings: Settings, connection: MirrorConnection | None = None, *, reporter: Reporter | None = None
) -> Mirrored:
    """Copy the version that readers see into PostgreSQL; recorded under the run that made it.

    Args:
        settings: the settings.
        connection: the database; None reads `AIRFLOW_CONN_DUOWANG_MIRROR`.
        reporter: listens to the progress.

    Raises:
        ConfigurationError: there is no such Connection.
        NothingToPublishError: nothing was published yet.
        MirrorError: the mirror was not renewed.

    """
    connection = connection or _from_environment()
    from warehouse.mirror import mirror as copy

    version = current_version(settings.home)
    if version is None:
        where = str(settings.home.published)
        raise NothingToPublishError("nothing is published yet", where=where, fix="duowang run")
    file = settings.home.published / version / FILE_NAME
    job = Job.of(settings, _made_by(file), reporter)
    with exclusive(job.home, LOCK, "duowang publish --to postgres"), job.stage("mirror") as detail:
        done = copy(file, version, connection, dbt_project())
        detail["version"] = done.version
        detail["rows"] = sum(done.row_counts.values())
    return done


def _made_by(file: Path) -> str | None:
    """Name the run that made a published file."""
    with published(file) as connection:
        row = connection.execute(
            "select run_id from ops.publication order by published_at desc, version desc limit 1"
        ).fetchone()
    return str(row[0]) if row else None


def renew(settings: Settings, *, reporter: Reporter | None = None) -> Mirrored | None:
    """Mirror again what is published, where a county has a mirror: what has gone from the one goes from both.

    Returns:
        None where there is no Connection, or nothing is published.

    Raises:
        MirrorError: the mirror was not renewed, and still holds what has gone.

    """
    from warehouse.mirror.connection import MirrorConnection

    connection = MirrorConnection.from_env()
    if connection is None or current_version(settings.home) is None:
        return None
    return mirror(settings, connection, reporter=reporter)


def _from_environment() -> MirrorConnection:
    from warehouse.mirror.connection import VARIABLE, MirrorConnection

    if found := MirrorConnection.from_env():
        return found
    raise ConfigurationError(
        "there is no Connection duowang_mirror", where=VARIABLE, fix="docs/cli.md shows its form"
    )
