"""The published version, copied into PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.errors import ConfigurationError
from warehouse.locks import exclusive
from warehouse.paths import dbt_project
from warehouse.pipeline.job import Job
from warehouse.pipeline.published import current_file, run_of
from warehouse.progress import Reporter
from warehouse.publication import current_version
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

    file = current_file(settings.home)
    job = Job.of(settings, run_of(file) or None, reporter)
    with exclusive(job.home, LOCK, "duowang publish --to postgres"), job.stage("mirror") as detail:
        done = copy(file, file.parent.name, connection, dbt_project())
        detail["version"] = done.version
        detail["rows"] = sum(done.row_counts.values())
    return done


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
