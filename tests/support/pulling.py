"""Pulling from a sandbox that shows faults, with little patience and wide rates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from connectors.engine.connection import Connection
from connectors.engine.report import PullReport
from connectors.pull import pull_network
from sandbox.faults.plan import Plan, parse_rules
from sandbox.server import Limits, running

_EXTRA = {"patience_seconds": 60, "rate_scale": 50, "timeout_seconds": 3}
_SEED = 1


def plan_of(faults: str) -> Plan:
    """Return the plan that a text names; a stalled body stalls for a short time."""
    return Plan(parse_rules(faults), _SEED, stall_seconds=0.3)


@contextmanager
def serving(home: Path, plan: Plan | None = None) -> Iterator[dict[str, Connection]]:
    """Serve a home under a plan (none: without faults) and yield the Connection of each network."""
    limits = Limits(rate_scale=50)
    with running(home, plan=plan or plan_of("none"), limits=limits) as given:
        yield {
            network: Connection(network, told["host"], told["login"], told["password"], _EXTRA)
            for network, told in given.items()
        }


def pull_once(home: Path, landing: Path, network: str, plan: Plan | None = None) -> PullReport:
    """Serve a home under a plan and pull one network once."""
    with serving(home, plan) as connections:
        return pull_network(network, connections[network], landing)
