"""`python -m connectors <network>`: pull one source alone, with its Connection from the environment."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from connectors.engine.connection import Connection
from connectors.engine.errors import ConnectorError
from connectors.engine.report import PullReport, StreamReport
from connectors.pull import pull_network
from connectors.registry import networks

_INCOMPLETE = 1


class _Lines:
    """One line on standard error for each stream that ends."""

    def stream_started(self, network: str, stream: str) -> None:
        """Say nothing: the end says it all."""

    def rows(self, network: str, stream: str, received: int) -> None:
        """Say nothing."""

    def stream_finished(self, report: StreamReport) -> None:
        """Say how the stream ended."""
        click.echo(_line(report), err=True)


@click.command(help="Pull one platform into the landing.")
@click.argument("network", type=click.Choice(networks()))
@click.option(
    "--landing",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/landing"),
    envvar="DUOWANG_LANDING",
    show_default=True,
)
@click.option("--stream", "streams", multiple=True, help="Only this stream; may be repeated.")
def main(network: str, landing: Path, streams: tuple[str, ...]) -> None:
    """Pull, print what came, and end with the exit code of the first failure."""
    try:
        connection = Connection.from_env(network)
        report = pull_network(network, connection, landing, streams=streams or None, progress=_Lines())
    except ConnectorError as error:
        click.echo(f"{error}\n{error.advice}", err=True)
        sys.exit(error.exit_code)
    click.echo(_summary(report))
    sys.exit(0 if report.ok else _INCOMPLETE)


def _line(report: StreamReport) -> str:
    counts = (
        f"{report.landed} landed, {report.duplicates} duplicates, {report.quarantined} quarantined "
        f"in {report.batches} batches, {report.seconds:.1f} s"
    )
    ending = f"FAILED: {report.error}" if report.error else "ok"
    return f"{report.network} {report.stream}: {counts} - {ending}"


def _summary(report: PullReport) -> str:
    landed = sum(stream.landed for stream in report.streams)
    return (
        f"{report.network}: {landed} records of {len(report.streams)} streams in {report.seconds:.1f} s, "
        f"{len(report.failed)} streams failed"
    )


if __name__ == "__main__":
    main()
