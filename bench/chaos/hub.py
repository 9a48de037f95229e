"""The hub as a county calls it: the command with a home and four Connections, struck or not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.chaos.points import Point
from bench.chaos.quick import VARIABLE as QUICK

ROOT = Path(__file__).resolve().parents[2]
Connections = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Answer:
    """How a command ended: its exit code (below zero: the signal) and the JSON it wrote, if any."""

    code: int
    document: dict[str, Any]
    stderr: str

    @property
    def message(self) -> str:
        """What it told whoever called it."""
        error = self.document.get("error")
        if error:
            return f"{error['what']}; what to do: {error['fix']}"
        run = self.document.get("run") or {}
        return str(run.get("reason") or "")


@dataclass(frozen=True)
class Hub:
    """A home and its Connections."""

    home: Path
    connections: Connections

    def environment(self, changes: Mapping[str, str] | None = None) -> dict[str, str]:
        """The variables of a call, no other variable of the hub among them."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", QUICK) if name in os.environ}
        given = {f"AIRFLOW_CONN_{name.upper()}": json.dumps(one) for name, one in self.connections.items()}
        return kept | given | {"DUOWANG_HOME": str(self.home), "PYTHONPATH": str(ROOT)} | dict(changes or {})

    def call(self, *arguments: str, changes: Mapping[str, str] | None = None) -> Answer:
        """Run a command to its end."""
        return self._ended(self._start([*_PLAIN, *arguments, "--json"], changes))

    def struck(self, point: Point | None, then: str, *arguments: str) -> Answer:
        """Run a command that is struck at a point."""
        return self._ended(self.start_struck(point, then, *arguments))

    def start_struck(self, point: Point | None, then: str, *arguments: str) -> subprocess.Popen[str]:
        """Start it and go on."""
        where = json.dumps(asdict(point)) if point else "{}"
        return self._start([*_STRUCK, where, then, *arguments, "--json"], None)

    def ended(self, process: subprocess.Popen[str]) -> Answer:
        """Wait for a command's end."""
        return self._ended(process)

    def _start(self, command: list[str], changes: Mapping[str, str] | None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command,
            env=self.environment(changes),
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @staticmethod
    def _ended(process: subprocess.Popen[str]) -> Answer:
        out, err = process.communicate()
        document = json.loads(out) if out.startswith("{") else {}
        return Answer(process.returncode, document, err)


_PLAIN = (sys.executable, "-m", "bench.chaos.plain")
_STRUCK = (sys.executable, "-m", "bench.chaos.strike")
