"""The options that the commands share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sandbox.faults.plan import FaultPlanError, Plan, parse_rules
from sandbox.platforms.guide import DEFAULT_PORTS, NETWORKS
from sandbox.server import Limits
from sandbox.world.divisions import ADCODE, under

Command = Callable[..., Any]

HOME = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path, resolve_path=True),
    required=True,
    help="Where the world, the drops and the accounts lie.",
)


@dataclass(frozen=True)
class ServeOptions:
    """How the platforms are served; texts are kept as given, to be handed on to the detached process."""

    faults: str
    ports_text: str
    rate_scale: float
    stall_seconds: float

    @property
    def limits(self) -> Limits:
        """The limits that the platforms hold their clients to."""
        return Limits(rate_scale=self.rate_scale)

    @property
    def ports(self) -> dict[str, int]:
        """The port of each network; 0 is a free one."""
        return parse_ports(self.ports_text)

    def plan(self, seed: int) -> Plan:
        """Return the faults, drawn from a seed."""
        return Plan(parse_rules(self.faults), seed, self.stall_seconds)

    def as_arguments(self) -> list[str]:
        """Return the options as arguments of `serve`."""
        return [
            *("--faults", self.faults, "--ports", self.ports_text),
            *("--rate-scale", str(self.rate_scale), "--stall-seconds", str(self.stall_seconds)),
        ]


def parse_ports(text: str) -> dict[str, int]:
    """Return ports by network from `0` or four numbers. Raises ValueError."""
    numbers = [int(part) for part in text.split(",")]
    if numbers == [0]:
        numbers = [0] * len(NETWORKS)
    if len(numbers) != len(NETWORKS) or not all(0 <= number < 65536 for number in numbers):
        raise ValueError(f"{len(NETWORKS)} ports are needed, or 0 for free ones")
    return dict(zip(NETWORKS, numbers, strict=True))


def _checked_faults(_: click.Context, __: click.Parameter, text: str) -> str:
    try:
        parse_rules(text)
    except FaultPlanError as error:
        raise click.BadParameter(str(error)) from error
    return text


def _checked_ports(_: click.Context, __: click.Parameter, text: str) -> str:
    try:
        parse_ports(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    return text


def _checked_adcode(_: click.Context, __: click.Parameter, text: str) -> str:
    try:
        with under(text):
            return text
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


_SERVE_OPTIONS = (
    click.option(
        "--faults",
        default="none",
        show_default=True,
        callback=_checked_faults,
        help="none, light, hostile, all:RATE, mixed:RATE or NAME[:RATE][@NETWORK[.STREAM]], comma-separated.",
    ),
    click.option(
        "--ports",
        "ports_text",
        default=",".join(str(DEFAULT_PORTS[network]) for network in NETWORKS),
        show_default=True,
        callback=_checked_ports,
        help="Four ports, or 0 for free ones.",
    ),
    click.option(
        "--rate-scale", type=float, default=1.0, show_default=True, help="Multiplies the rate limits."
    ),
    click.option(
        "--stall-seconds", type=float, default=5.0, show_default=True, help="How long a stalled body stalls."
    ),
)


def serve_options(command: Command) -> Command:
    """Add the serving options; the command receives them as `serving`."""

    @functools.wraps(command)
    def gathered(*args: Any, **given: Any) -> Any:
        names = ("faults", "ports_text", "rate_scale", "stall_seconds")
        return command(*args, serving=ServeOptions(*(given.pop(name) for name in names)), **given)

    for option in reversed(_SERVE_OPTIONS):
        gathered = option(gathered)
    return gathered


def world_options(command: Command) -> Command:
    """Add the options of a new world."""
    for option in (
        click.option(
            "--dirt", type=click.Choice(["none", "default", "heavy"]), default="default", show_default=True
        ),
        click.option(
            "--adcode", default=ADCODE, show_default=True, callback=_checked_adcode, help="Its code."
        ),
        click.option("--seed", type=int, default=20241120, show_default=True),
        click.option("--people", type=click.IntRange(100), default=30000, show_default=True),
    ):
        command = option(command)
    return command
