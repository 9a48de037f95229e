"""Commands that write the landing: `duowang pull`, `duowang reconcile`, `duowang replay`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone

import click

from connectors.engine.connection import Connection
from connectors.engine.report import PullReport
from warehouse.cli import tables
from warehouse.cli.session import Session, command
from warehouse.errors import ConfigurationError
from warehouse.exit_codes import ExitCode
from warehouse.pipeline.job import Job

NETWORKS = click.argument("networks", nargs=-1)
STREAMS = click.option("--stream", "streams", multiple=True, help="Only this stream; may be given again.")
DAY = click.DateTime(["%Y-%m-%d"])
LOCAL = timezone(timedelta(hours=8))

Work = Callable[[Job, str, Connection], PullReport]


@click.command()
@NETWORKS
@STREAMS
@click.option("--from", "first", type=DAY, help="Read again from this local day on (with --to).")
@click.option("--to", "end", type=DAY, help="Up to this local day, exclusive.")
@command
def pull(
    session: Session,
    networks: tuple[str, ...],
    streams: tuple[str, ...],
    first: datetime | None,
    end: datetime | None,
) -> ExitCode:
    """Land what is new on the platforms (all, or the NETWORKS named); with --from and --to, days again."""
    from warehouse.pipeline import pulling

    span = _span(first, end)

    def work(job: Job, network: str, connection: Connection) -> PullReport:
        if span:
            return pulling.backfill(job, network, connection, span, streams or None)
        return pulling.pull(job, network, connection, streams or None)

    return _ask_all(session, networks, work)


@click.command()
@NETWORKS
@STREAMS
@command
def reconcile(session: Session, networks: tuple[str, ...], streams: tuple[str, ...]) -> ExitCode:
    """List everything the platforms hold; land what was edited or deleted without a new update time."""
    from warehouse.pipeline import pulling

    def work(job: Job, network: str, connection: Connection) -> PullReport:
        return pulling.reconcile(job, network, connection, streams or None)

    return _ask_all(session, networks, work)


@click.command()
@click.argument("network")
@STREAMS
@command
def replay(session: Session, network: str, streams: tuple[str, ...]) -> None:
    """Try the quarantined rows of NETWORK again, after a rule or its contract was mended."""
    from connectors.engine.errors import ConnectorError
    from connectors.replay import replay_quarantine

    try:
        done = replay_quarantine(network, session.settings.home.landing, streams=streams or None)
    except ConnectorError as error:
        raise ConfigurationError(str(error), where=network, fix=error.advice) from error
    found = [asdict(stream) for stream in done]
    rows = [list(stream.values()) for stream in found]
    heads = list(found[0]) if found else []
    session.answer({"replayed": found}, lambda console: tables.table(console, "replay 重放", heads, rows))


def _span(first: datetime | None, end: datetime | None) -> tuple[datetime, datetime] | None:
    if first is None and end is None:
        return None
    if first is None or end is None:
        raise ConfigurationError(
            "--from and --to go together", fix="for example --from 2024-11-01 --to 2024-11-08"
        )
    return first.replace(tzinfo=LOCAL).astimezone(UTC), end.replace(tzinfo=LOCAL).astimezone(UTC)


def _ask_all(session: Session, networks: tuple[str, ...], work: Work) -> ExitCode:
    from warehouse.pipeline.connections import connections
    from warehouse.pipeline.pulling import side_by_side

    given: Mapping[str, Connection] = connections(networks)
    with session.watching() as reporter:
        job = Job.of(session.settings, reporter=reporter)
        with job.log.whole():
            pulled = side_by_side(given, lambda network: work(job, network, given[network]))
            errors = [network.error for network in pulled if network.error]
            code = max((error.exit_code for error in errors), default=ExitCode.OK)
            record = job.log.finish(code, "; ".join(error.what for error in errors) or None)
    session.answer(record.model_dump(mode="json"), lambda console: tables.pulls(console, record))
    return ExitCode(code)
