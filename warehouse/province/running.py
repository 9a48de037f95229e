"""The province's way in one go: link across counties, unite their marts, publish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from warehouse import database
from warehouse.counties import Counties, Province
from warehouse.database import literal
from warehouse.errors import HubError, NothingToPublishError
from warehouse.locks import HUB, exclusive
from warehouse.paths import PRIVATE_FILE, Home
from warehouse.pipeline.job import Job
from warehouse.privacy.vault import attach_existing, registry_key
from warehouse.progress import Reporter
from warehouse.province import linking, modelling, uniting
from warehouse.province.entering import as_province
from warehouse.province.linking import ProvinceLinkage
from warehouse.province.sources import Source, sources
from warehouse.publication import Publication, copying, publish
from warehouse.revision import git_revision
from warehouse.runs import RunRecord
from warehouse.secret import resident_secret
from warehouse.settings import Settings


@dataclass(frozen=True)
class ProvinceSummary:
    """What a finished run did; `left_out` maps counties that are not in the file to the reason."""

    record: RunRecord
    linkage: ProvinceLinkage
    publication: Publication
    left_out: dict[str, str]


_REASONS = {
    "missing": "nothing of it is published yet",
    "foreign": "most of its communities and villages bear another county's code: check its Connections",
}


def run(hub: Home, *, secret: bytes | None = None, reporter: Reporter | None = None) -> ProvinceSummary:
    """Link residents across the counties of the configuration and publish the province's file.

    Args:
        hub: the home of the hub.
        secret: what the province's keys are hashed with; None reads its Connection or file.
        reporter: listens to the progress.

    Raises:
        ConfigurationError: there is no province in the configuration.
        LockedError: another process does the same.
        UnreadableCountyError: a county's registry cannot be read.
        NothingToPublishError: no county has published anything.

    """
    with as_province(hub) as (whole, province):
        settings = Settings.from_env()
        job = Job.of(settings, None, reporter)
        with exclusive(job.home, HUB, f"duowang province {job.run_id}"), job.log.whole():
            try:
                return _go(job, _Asked(whole, province, hub, secret or resident_secret(job.home)))
            except HubError as error:
                job.log.finish(error.exit_code, error.what)
                raise


@dataclass(frozen=True)
class _Asked:
    """For whom a run is made."""

    whole: Counties
    province: Province
    hub: Home
    secret: bytes = field(repr=False)


def _go(job: Job, asked: _Asked) -> ProvinceSummary:
    with job.stage("link") as detail:
        linked = linking.link(asked.whole, asked.hub, asked.secret, threads=job.settings.threads)
        detail.update(residents=linked.residents, people=linked.people, to_review=linked.to_review)
    found = sources(asked.whole, asked.hub)
    with job.stage("unite") as detail:
        detail.update(_unite(job.settings, asked.province, found))
    with job.stage("publish") as detail:
        publication = publish(job.settings, job.run_id, [], git_revision=git_revision())
        detail.update(version=publication.version, rows=sum(publication.row_counts.values()))
    left_out = {source.county.id: _REASONS[source.state] for source in found if not source.is_united}
    return ProvinceSummary(job.log.finish(0, None), linked, publication, left_out)


def _unite(settings: Settings, province: Province, found: Sequence[Source]) -> dict[str, int]:
    """Make the province's build anew from what the counties' readers see."""
    united = [source for source in found if source.is_united]
    if not united:
        raise NothingToPublishError(
            "no county has published anything that can be united",
            where=str(settings.home.root),
            fix="duowang run --county all; duowang counties shows what stands where",
        )
    with _workplace(settings) as connection:
        uniting.attach(connection, united)
        tables = uniting.unite(connection, united)
        modelling.list_counties(connection, province, found)
        own = modelling.build(connection, province, united)
    return {"counties": len(united), "tables": len(tables) + len(own) + 1}


@contextmanager
def _workplace(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a new build database as `hub`, and the crosswalk as `linkage`."""
    home = settings.home
    database.discard(home.build_db)
    with database.memory(settings) as connection:
        connection.execute(f"attach {literal(str(home.build_db))} as {copying.HUB}")
        home.build_db.chmod(PRIVATE_FILE)
        attach_existing(connection, home.identity_db, "linkage", registry_key())
        yield connection
        connection.execute(f"checkpoint {copying.HUB}")
        connection.execute(f"detach {copying.HUB}")
