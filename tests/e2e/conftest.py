"""A small county with its four platforms, and the hub's command as a county calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Connections


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    code: int
    document: dict[str, Any]
    stderr: str


@dataclass(frozen=True)
class Hub:
    """A hub that knows its home and its Connections, and nothing else."""

    home: Path
    connections: Connections

    def environment(self, **passwords: str) -> dict[str, str]:
        """The four Connections and the home, and no other variable of the hub.

        A network's name with a password gives it that one instead of its own.
        """
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        for network, connection in self.connections.items():
            changed = connection | ({"password": passwords[network]} if network in passwords else {})
            kept[f"AIRFLOW_CONN_{network.upper()}"] = json.dumps(changed)
        return kept | {"DUOWANG_HOME": str(self.home)}

    def command(self, *arguments: str) -> list[str]:
        """The command line of `duowang`."""
        return [str(Path(sys.executable).with_name("duowang")), *arguments]

    def call(self, *arguments: str, **passwords: str) -> Answer:
        """Run a command from another folder and read its JSON."""
        done = subprocess.run(
            self.command(*arguments, "--json"),
            env=self.environment(**passwords),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.startswith("{"), done.stderr
        return Answer(done.returncode, json.loads(done.stdout), done.stderr)


@pytest.fixture(scope="session")
def hub(platforms: Connections, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """A hub with an empty home, whose path has a space and Chinese letters."""
    return Hub(tmp_path_factory.mktemp("hub") / "多网 合一", platforms)


@pytest.fixture(scope="session")
def first_run(hub: Hub) -> Answer:
    """The first run from an empty home."""
    return hub.call("run")
