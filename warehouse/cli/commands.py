"""The commands of `duowang`. The pipeline is imported when it is needed, so that help comes at once."""

from __future__ import annotations

from dataclasses import asdict

import click

from warehouse.cli import tables
from warehouse.cli.counties import run_everywhere
from warehouse.cli.session import Session, anywhere, command, looking, tidying
from warehouse.counties import ALL
from warehouse.exit_codes import ExitCode

FRESH = click.option("--fresh", is_flag=True, help="Begin with an empty build database.")


ENGINE = click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Where the marts are built; spark writes them as Parquet under <home>/parquet.",
)


@click.command()
@FRESH
@ENGINE
@command
def build(session: Session, fresh: bool, engine: str) -> None:
    """Build everything from the landing: staging, residents, marts. Publishes nothing."""
    from warehouse import pipeline
    from warehouse.runs import new_run_id

    run_id = new_run_id()
    with session.watching() as reporter:
        staged = pipeline.build_staging(session.settings, run_id, fresh=fresh, reporter=reporter)
        linked = pipeline.link(session.settings, run_id, reporter=reporter)
        if engine == "spark":
            from warehouse.pipeline.on_spark import build_on_spark

            built, _ = build_on_spark(session.settings, run_id, reporter=reporter)
        else:
            built = pipeline.build_marts(session.settings, run_id, reporter=reporter)
    layers = [asdict(layer) for layer in (*staged, *built)]
    document = {"run_id": run_id, "layers": layers, "residents": asdict(linked)}
    session.answer(document, lambda console: tables.layers(console, run_id, [*staged, *built]))


@click.command()
@command
def check(session: Session) -> None:
    """Check the build with the quality suites of sources and marts."""
    from warehouse import pipeline

    with session.watching() as reporter:
        results = pipeline.check_sources(session.settings, reporter=reporter)
        results += pipeline.check_marts(session.settings, reporter=reporter)
    document = {"results": [asdict(result) for result in results]}
    session.answer(document, lambda console: tables.quality(console, results))


@click.command()
@click.option("--to", type=click.Choice(["postgres"]), help="Copy what readers see into the mirror.")
@command
def publish(session: Session, to: str | None) -> None:
    """Publish the checked build as a new version; with --to, mirror the one that is published."""
    from warehouse import pipeline

    if to:
        with session.watching() as reporter:
            mirrored = pipeline.mirror(session.settings, reporter=reporter)
        session.answer(asdict(mirrored), lambda console: tables.mirrored(console, mirrored))
        return
    with session.watching() as reporter:
        publication = pipeline.publish(session.settings, reporter=reporter)
    session.answer(asdict(publication), lambda console: tables.publication(console, publication))


@click.command()
@click.option("--network", "networks", multiple=True, help="Pull only this network; may be given again.")
@FRESH
@click.option(
    "--at-once", type=click.IntRange(1), default=1, show_default=True, help="Counties side by side, with all."
)
@anywhere
def run(session: Session, networks: tuple[str, ...], fresh: bool, at_once: int) -> ExitCode:
    """Go the whole way: pull what is new, build, check, publish. `--county all` does so for every county."""
    from warehouse import pipeline

    if session.county == ALL:
        chosen = [argument for network in networks for argument in ("--network", network)]
        return run_everywhere(session, ["run", *chosen, *(["--fresh"] if fresh else [])], at_once)
    with session.watching() as reporter:
        summary = pipeline.run(session.settings, networks, fresh=fresh, reporter=reporter)
    session.answer(tables.run_document(summary), lambda console: tables.run(console, summary))
    return summary.exit_code


@click.command()
@looking
def status(session: Session) -> None:
    """Show on one screen what failed, since when, whom to call and what to do; changes nothing."""
    from warehouse.cli.status_screen import status as show_status
    from warehouse.pipeline.status import status as describe

    found = describe(session.settings.home)
    document = asdict(found) | {
        "last_run": found.last_run.model_dump(mode="json") if found.last_run else None
    }
    session.answer(document, lambda console: show_status(console, found))


@click.command()
@looking
def show(session: Session) -> None:
    """Show what readers see: rows of each mart, published and computed figures, quality verdicts."""
    from warehouse.pipeline.published import current

    seen = current(session.settings.home)
    session.answer(asdict(seen), lambda console: tables.current(console, seen))


@click.command()
@click.option("--to", "version", help="A version named by duowang status; without it, the former one.")
@tidying
def rollback(session: Session, version: str | None) -> None:
    """Let readers see a former version again."""
    from warehouse.publication import rollback as swap

    current = swap(session.settings.home, version)
    session.answer({"current": current}, lambda console: console.print(f"readers now see {current}"))
