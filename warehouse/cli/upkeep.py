"""Commands that keep the hub in order: `duowang maintain`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.console import Console

from warehouse.cli.session import Session, command
from warehouse.cli.tables import table

if TYPE_CHECKING:
    from warehouse.retention import Maintained


@click.command()
@command
def maintain(session: Session) -> None:
    """Remove what is past its retention: landed rows, old versions, old records."""
    from warehouse import pipeline

    with session.watching() as reporter:
        done = pipeline.maintain(session.settings, reporter=reporter)
    session.answer(asdict(done), lambda console: _show(console, done))


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
