"""Commands that keep the hub and its sources in order: `duowang maintain`, `duowang feedback`."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from connectors.registry import networks
from warehouse.cli.session import Session, command, tidying
from warehouse.cli.tables import table

if TYPE_CHECKING:
    from warehouse.retention import Maintained


@click.command()
@tidying
def maintain(session: Session) -> None:
    """Remove what is past its retention: landed rows, old versions, old records."""
    from warehouse import pipeline

    with session.watching() as reporter:
        done = pipeline.maintain(session.settings, reporter=reporter)
    session.answer(asdict(done), lambda console: _show(console, done))


@click.command()
@click.argument("network", type=click.Choice(networks()))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The CSV file to write.")
@command
def feedback(session: Session, network: str, out: Path | None) -> None:
    """Write the records of NETWORK that break a rule, for its owner to correct."""
    from warehouse import feedback as lists

    rows = lists.corrections(session.settings, network)
    target = lists.write_csv(rows, out or Path(f"feedback-{network}.csv"))
    counts = Counter((row.stream, row.rule) for row in rows)
    document = {
        "file": str(target),
        "records": len(rows),
        "by_rule": [
            {"stream": stream, "rule": rule, "records": count} for (stream, rule), count in counts.items()
        ],
    }
    session.answer(document, lambda console: _show_feedback(console, counts, target))


def _show_feedback(console: Console, counts: Counter[tuple[str, str]], target: Path) -> None:
    rows = [[stream, rule, count] for (stream, rule), count in counts.items()]
    table(console, "to correct 待更正", ["stream", "rule", "records"], rows)
    console.print(f"file 文件: {target}", markup=False, soft_wrap=True)


def _show(console: Console, done: Maintained) -> None:
    rows = [
        [
            stream.network,
            stream.stream,
            stream.rows_removed,
            stream.rows_blanked,
            stream.batches_changed,
            stream.batches_removed,
            stream.payloads_removed,
        ]
        for stream in done.streams
        if stream.is_changed or stream.payloads_removed
    ]
    heads = ["network", "stream", "rows removed", "rows blanked", "batches changed", "removed", "payloads"]
    table(console, "landing 落地", heads, rows)
    others = {"versions": len(done.versions), "runs": done.runs, "results": done.results}
    table(console, "removed besides 其他清理", ["kind", "number"], [*others.items()])
    if done.busy:
        console.print(f"left alone, being pulled 正在拉取，下次清理: {', '.join(done.busy)}", markup=False)
