"""Pull a network in a process of its own, with small batches, and kill it at a chosen point.

Each request is written to a log as it is sent. `point` names a function; the process kills itself right
before (`<`) or right after (`>`) its nth call. With point `-` it runs to its end.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from pathlib import Path
from typing import Any

import connectors.pull
from connectors import registry
from connectors.engine import streaming
from connectors.engine.connection import Connection
from connectors.engine.contract import NetworkContract
from connectors.engine.transport import Reply, Request, Transport

POINTS = {
    "page": "connectors.engine.spool:Spool.append",
    "stage": "connectors.engine.landing:Landing.stage",
    "file": "connectors.engine.parts:write_parts",
    "manifest": "connectors.engine.landing:write_private",
    "commit": "connectors.engine.landing:Landing.commit",
    "rename": "pathlib:Path.rename",
    "forget": "connectors.engine.spool:Spool.discard",
}


def main(connection: tuple[str, str, str], landing: str, log: str, point: str, nth: int) -> None:
    """Pull a stream (network, Connection as JSON, stream), dying if told to; code 0 when it is well."""
    _log_requests(Path(log))
    _make_small()
    if point != "-":
        _die_at(point[1:], nth, before=point[0] == "<")
    network, text, stream = connection
    given = Connection.from_json(network, text)
    report = connectors.pull.pull_network(network, given, Path(landing), streams=[stream])
    for stream in report.failed:
        sys.stderr.write(f"{stream.error}\n")
    sys.exit(0 if report.ok else 1)


def _make_small() -> None:
    """Small pages, units and batches, and one stream after another, so that there is much to interrupt."""
    streaming.BATCH_ROWS = 200
    whole = registry.contract

    def small(network: str) -> NetworkContract:
        contract = whole(network)
        pace = contract.pace.model_copy(update={"streams": 1, "rate": None, "listing_rate": None})
        return contract.model_copy(update={"page_size": 40, "unit_rows": 50, "pace": pace})

    connectors.pull.contract_of = small  # type: ignore[attr-defined]


def _log_requests(log: Path) -> None:
    plain = Transport.exchange

    def exchange(self: Transport, request: Request, seconds: float) -> Reply:
        with log.open("ab") as file:
            line = f"{request.method} {request.path} {request.query} {request.body.decode()}\n"
            file.write(line.encode())
        return plain(self, request, seconds)

    Transport.exchange = exchange  # type: ignore[method-assign]


def _die_at(point: str, nth: int, *, before: bool) -> None:
    module_name, _, path = POINTS[point].partition(":")
    owner: Any = importlib.import_module(module_name)
    *classes, name = path.split(".")
    for part in classes:
        owner = getattr(owner, part)
    plain = getattr(owner, name)
    calls = 0

    def dying(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if before and calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        result = plain(*args, **kwargs)
        if not before and calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, dying)
    if not classes:  # a function is known by name where it was imported
        for module in list(sys.modules.values()):
            if module is not owner and getattr(module, name, None) is plain:
                setattr(module, name, dying)
