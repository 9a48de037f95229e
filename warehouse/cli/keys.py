"""`duowang keys rotate`."""

from __future__ import annotations

from dataclasses import asdict

import click

from warehouse.cli.person import PURPOSE
from warehouse.cli.session import Session, command


@click.group()
def keys() -> None:
    """Look after the secret of resident keys."""


@keys.command()
@PURPOSE
@click.confirmation_option(prompt="Give every resident another key, and remove past versions?")
@command
def rotate(session: Session, purpose: str) -> None:
    """Put a new secret in force, key every resident anew, and publish that."""
    from warehouse import build_state
    from warehouse.locks import HUB, exclusive
    from warehouse.pipeline import mirroring
    from warehouse.pipeline.job import Job
    from warehouse.privacy.rotation import rotate as renew

    home = session.settings.home
    with exclusive(home, HUB, "duowang keys rotate"), session.watching() as reporter:
        run_id = build_state.require(home, None).run_id
        done = renew(Job.of(session.settings, run_id, reporter), purpose)
        mirrored = mirroring.renew(session.settings, reporter=reporter)
    text = (
        f"{done.residents} residents have new keys 已换钥, version {done.version}; secret in {done.secret_in}"
    )
    document = asdict(done) | {"mirror": mirrored.version if mirrored else None}
    session.answer(document, lambda console: console.print(text, markup=False, soft_wrap=True))
