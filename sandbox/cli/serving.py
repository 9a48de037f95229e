"""The serving process: in the foreground, or detached and watched until it answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson
import requests

from sandbox.cli import connection_files
from sandbox.cli.lock import held, server_pid
from sandbox.faults.plan import Plan
from sandbox.server import Limits, running

_START_SECONDS = 60.0
_STOP_SECONDS = 15.0
_POLL_SECONDS = 0.05


class ServingError(RuntimeError):
    """The platforms could not be started or stopped."""


def serve(home: Path, plan: Plan, limits: Limits, ports: Mapping[str, int]) -> None:
    """Serve the home until SIGTERM or SIGINT. Raises AlreadyServedError."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with held(home), running(home, plan=plan, limits=limits, ports=ports) as connections:
        connection_files.write(home, connections)
        try:
            stop.wait()
        finally:
            connection_files.remove(home)


def start(home: Path, arguments: Sequence[str]) -> None:
    """Start `python -m sandbox serve` with these arguments, detached; return once all four platforms answer.

    Raises ServingError with the end of the log when it does not come up.
    """
    log = home / "sandbox.log"
    command = [sys.executable, "-m", "sandbox", "serve", "--home", str(home), *arguments]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    deadline = time.monotonic() + _START_SECONDS
    while not _answers(home):
        if process.poll() is not None:
            raise ServingError(f"the platforms did not start:\n{_tail(log)}")
        if time.monotonic() > deadline:
            process.terminate()
            raise ServingError(f"the platforms did not answer within {_START_SECONDS:.0f} s, see {log}")
        time.sleep(_POLL_SECONDS)


def stop(home: Path) -> bool:
    """Stop the process that serves the home; False when none does. Raises ServingError when it stays."""
    pid = server_pid(home)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while server_pid(home) == pid:
        if time.monotonic() > deadline:
            raise ServingError(f"process {pid} did not stop within {_STOP_SECONDS:.0f} s")
        time.sleep(_POLL_SECONDS)
    return True


def _answers(home: Path) -> bool:
    path = home / "connections.json"
    if server_pid(home) is None or not path.exists():
        return False
    connections = orjson.loads(path.read_bytes())
    return all(_is_http(connection["host"]) for connection in connections.values())


def _is_http(host: str) -> bool:
    try:
        # any HTTP answer will do: without credentials most of these are refusals
        requests.get(f"{host}/", timeout=5)
    except requests.RequestException:
        return False
    return True


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-5:])
