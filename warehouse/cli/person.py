"""`duowang person find|export|erase` and `duowang access`."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from warehouse.cli.session import Session, command, looking
from warehouse.cli.tables import table
from warehouse.paths import PRIVATE_FILE
from warehouse.privacy.person import By

if TYPE_CHECKING:
    from rich.console import Console

    from warehouse.privacy.erasing import Proof
    from warehouse.privacy.person import Person

BY = click.option("--by", type=click.Choice(get_args(By)), required=True, help="What the value is.")
PURPOSE = click.option("--purpose", required=True, help="Why, e.g. the number of the request; it is logged.")


@click.group()
def person() -> None:
    """Answer a person's request: what is held, a copy, erasure.

    The value is asked for, or read from standard input, so that it stands in no command line.
    """


@person.command()
@BY
@PURPOSE
@command
def find(session: Session, by: By, purpose: str) -> None:
    """Count what is held about a person, place by place."""
    found = _find(session, by, purpose)
    held = found.places(session.settings.home)
    document = {"residents": sorted(found.keys), "held": held}
    session.answer(
        document, lambda console: table(console, "held 所存", ["place", "number"], [*held.items()])
    )


@person.command()
@BY
@PURPOSE
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
@command
def export(session: Session, by: By, purpose: str, out: Path) -> None:
    """Write a copy of what is held about a person, for the person (JSON, readable by you only)."""
    from warehouse.privacy.person import export as copy

    content = copy(session.settings.home, _find(session, by, purpose), purpose)
    with os.fdopen(
        os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "w", encoding="utf-8"
    ) as file:
        json.dump(content, file, ensure_ascii=False, indent=1, default=str)
    document = {"file": str(out), "held": content["held"]}
    session.answer(document, lambda console: console.print(f"file 文件: {out}", markup=False, soft_wrap=True))


@person.command()
@BY
@PURPOSE
@click.confirmation_option(prompt="Erase this person everywhere?")
@command
def erase(session: Session, by: By, purpose: str) -> None:
    """Erase a person from every place, and prove it."""
    from warehouse.locks import HUB, exclusive
    from warehouse.pipeline import mirroring
    from warehouse.privacy.erasing import erase as remove

    home = session.settings.home
    with exclusive(home, HUB, "duowang person erase"):
        proof = remove(home, _find(session, by, purpose), purpose)
        mirrored = mirroring.renew(session.settings)
    document = asdict(proof) | {"mirror": mirrored.version if mirrored else None}
    session.answer(document, lambda console: _show(console, proof))


def _show(console: Console, proof: Proof) -> None:
    rows = [[place, proof.before[place], proof.after[place]] for place in proof.before]
    table(console, f"erased 已删除 {proof.file}", ["place", "before", "after"], rows)
    for file in proof.to_delete_by_hand:
        console.print(f"delete by hand 请手工删除: {file}", markup=False, soft_wrap=True)


@click.command()
@looking
def access(session: Session) -> None:
    """List who read restricted data, and check that the log is whole."""
    from warehouse.privacy.access_log import entries

    found = entries(session.settings.home)
    rows = [[one.number, one.at, one.who, one.action, one.purpose, one.subject] for one in found]
    heads = ["no.", "at", "who", "action", "purpose", "subject"]
    session.answer(
        {"entries": [asdict(one) for one in found]},
        lambda console: table(console, "access log, unbroken 访问日志（完整）", heads, rows),
    )


def _find(session: Session, by: By, purpose: str) -> Person:
    from warehouse.privacy.person import find as search

    if sys.stdin.isatty():
        value: Any = click.prompt("value", hide_input=True, err=True)
    else:
        value = sys.stdin.readline()
    return search(session.settings.home, by, str(value).strip(), purpose)
