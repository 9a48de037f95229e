"""`duowang review export|import`: doubtful pairs out to a spreadsheet, and back with decisions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from warehouse.cli.session import Session, also_across
from warehouse.cli.tables import table
from warehouse.counties.scope import PROVINCE


@click.group()
def review() -> None:
    """Let clerks decide which doubtful pairs of records are one person.

    Export the pairs, fill in the column `decision` (same or different, 是 or 否), import the file. Decisions
    outrank every score, hold from the next build on, and last. With --county province the pairs are residents
    of two counties, and decisions hold from the next `duowang province` on.
    """


@review.command(name="export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--purpose", default="", help="Why, for the access log.")
@also_across
def export_(session: Session, file: Path, purpose: str) -> None:
    """Write the pairs that wait for a decision to FILE (CSV, readable by you only)."""
    from warehouse import identity
    from warehouse.identity.review import PURPOSE
    from warehouse.province import review as across

    export_queue = across.export_queue if session.county == PROVINCE else identity.export_queue
    pairs = export_queue(session.settings.home, file, purpose.strip() or PURPOSE)
    text = f"{pairs} pairs to decide 待审核, file 文件: {file}"
    session.answer(
        {"file": str(file), "pairs": pairs},
        lambda console: console.print(text, markup=False, soft_wrap=True),
    )


@review.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", default="", help="Who decided, for rows whose column decided_by is empty.")
@also_across
def import_(session: Session, file: Path, by: str) -> None:
    """Take in the decisions in FILE; all of them, or none if a row is wrong."""
    from warehouse import identity
    from warehouse.province import review as across

    import_decisions = across.import_decisions if session.county == PROVINCE else identity.import_decisions
    done = import_decisions(session.settings.home, file, decided_by=by)
    rows = [
        ["same 同一人", done.same],
        ["different 不同", done.different],
        ["undecided 未定", done.undecided],
    ]
    session.answer(
        asdict(done),
        lambda console: table(
            console, "decisions 审核结果, from the next linkage on", ["kind", "rows"], rows
        ),
    )
