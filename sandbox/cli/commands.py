"""`up`, `down`, `advance`, `migrate`, `env` and `serve`."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from sandbox.cli.connection_files import named_for
from sandbox.cli.lock import AlreadyServedError, server_pid
from sandbox.cli.options import HOME, ServeOptions, serve_options, world_options
from sandbox.cli.serving import ServingError, serve, start, stop
from sandbox.faults.catalogue import CATALOGUE, EVERY
from sandbox.homes import HomeMismatchError, check_world, make_world, pass_days, virtual_day, world_of
from sandbox.platforms.xiangcun.drops import build_drop
from sandbox.world.migration import grown_ups, settle


@click.group(help=__doc__)
def main() -> None:
    """Run the simulated platforms of a county."""


@main.command()
@HOME
@world_options
@serve_options
def up(home: Path, people: int, seed: int, dirt: str, adcode: str, serving: ServeOptions) -> None:
    """Make the world if there is none, start the four platforms detached, and print their connections."""
    if server_pid(home) is None:
        try:
            _ensure_world(home, {"people": people, "seed": seed, "dirt": dirt, "adcode": adcode})
            start(home, serving.as_arguments())
        except (ServingError, HomeMismatchError) as error:
            raise click.ClickException(str(error)) from error
    else:
        click.echo(f"{home} is served already", err=True)
    _echo_connections(home)


@main.command()
@HOME
def down(home: Path) -> None:
    """Stop the platforms of this home."""
    try:
        stopped = stop(home)
    except ServingError as error:
        raise click.ClickException(str(error)) from error
    click.echo("stopped" if stopped else f"nothing serves {home}", err=True)


@main.command()
@HOME
@click.option("--days", type=click.IntRange(1, 400), default=1, show_default=True, help="Days that pass.")
def advance(home: Path, days: int) -> None:
    """Let days pass: records are new, changed and deleted, and each day's drop is built."""
    if world_of(home) is None:
        raise click.ClickException(f"{home} holds no world; make one with `up`")
    pass_days(home, days)
    click.echo(f"the virtual day is now {virtual_day(home)}", err=True)


@main.command()
@HOME
@click.option(
    "--to", "target", type=click.Path(file_okay=False, path_type=Path), required=True, help="Its home."
)
@click.option("--people", type=click.IntRange(1), default=5, show_default=True, help="How many move.")
def migrate(home: Path, target: Path, people: int) -> None:
    """Let people of this county move into another one's homes; whoever they left is not told."""
    if world_of(home) is None or world_of(target) is None:
        raise click.ClickException("both homes need a world; make them with `up --adcode`")
    try:
        settle(target, grown_ups(home, people))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    build_drop(target)
    click.echo(f"{people} people have moved from {home} to {target}", err=True)


@main.command()
@HOME
@click.option("--county", default="", help="Name them for a county of several: AIRFLOW_CONN_<COUNTY>_….")
def env(home: Path, county: str) -> None:
    """Print the connections as lines for a shell: eval "$(python -m sandbox env --home DIR)"."""
    if server_pid(home) is None:
        raise click.ClickException(f"nothing serves {home}; start it with `up`")
    _echo_connections(home, county)


@main.command()
def faults() -> None:
    """List the faults that --faults knows."""
    for fault in CATALOGUE.values():
        networks = "every network" if fault.networks == EVERY else ", ".join(sorted(fault.networks))
        click.echo(f"{fault.name:20}{fault.seen} ({networks})")


@main.command(name="serve")
@HOME
@serve_options
def serve_command(home: Path, serving: ServeOptions) -> None:
    """Serve a home's world in the foreground until interrupted."""
    logging.basicConfig(level=logging.WARNING)
    world = world_of(home)
    if world is None:
        raise click.ClickException(f"{home} holds no world; make one with `up`")
    try:
        serve(home, serving.plan(int(world["seed"])), serving.limits, serving.ports)
    except (AlreadyServedError, OSError) as error:
        raise click.ClickException(str(error)) from error


def _ensure_world(home: Path, asked: dict[str, Any]) -> None:
    """Make the world, or see to it that the one there is fits what was asked for by name."""
    if world_of(home) is None:
        make_world(home, **asked)
        return
    source = click.get_current_context().get_parameter_source
    check_world(
        home, {name: value for name, value in asked.items() if source(name) != ParameterSource.DEFAULT}
    )


def _echo_connections(home: Path, county: str = "") -> None:
    click.echo(named_for(county, (home / "connections.env").read_text()), nl=False)
