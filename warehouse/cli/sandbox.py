"""`duowang sandbox …`: hand over to the simulated county, which the hub itself never imports."""

from __future__ import annotations

import subprocess
import sys

import click


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def sandbox(context: click.Context, arguments: tuple[str, ...]) -> None:
    """Start, advance and stop the simulated platforms (see duowang sandbox --help)."""
    context.exit(subprocess.call([sys.executable, "-m", "sandbox", *arguments]))
