"""The connections of a sandbox as files: JSON for programs, `export` lines for shells."""

from __future__ import annotations

import os
from pathlib import Path

import orjson

from sandbox.server import Connections


def variable(network: str) -> str:
    """Return the environment variable of a network's connection."""
    return f"AIRFLOW_CONN_{network.upper()}"


def as_exports(connections: Connections) -> str:
    """Return lines that a shell can source; the values are JSON."""
    lines = (f"export {variable(net)}='{orjson.dumps(conn).decode()}'" for net, conn in connections.items())
    return "\n".join(lines) + "\n"


def named_for(county: str, exports: str) -> str:
    """Name the connections of these lines for one county of several, as `<county>_<network>`."""
    plain = variable("")
    return exports.replace(f"export {plain}", f"export {plain}{county.upper()}_") if county else exports


def write(home: Path, connections: Connections) -> None:
    """Write `connections.json` (objects by variable) and `connections.env`, readable by the owner only."""
    named = {variable(network): connection for network, connection in connections.items()}
    _replace(home / "connections.env", as_exports(connections).encode())
    _replace(home / "connections.json", orjson.dumps(named, option=orjson.OPT_INDENT_2))


def remove(home: Path) -> None:
    """Remove both files."""
    for name in ("connections.env", "connections.json"):
        (home / name).unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    scratch.replace(path)
