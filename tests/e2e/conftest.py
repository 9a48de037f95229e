"""A small county with its four platforms, and the hub's command as a county calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PEOPLE = 1500


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
    connections: dict[str, str]

    def environment(self, **changes: str) -> dict[str, str]:
        """The four Connections and the home; no other variable of the hub."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        return kept | self.connections | {"DUOWANG_HOME": str(self.home)} | changes

    def command(self, *arguments: str) -> list[str]:
        """The command line of `duowang`."""
        return [str(Path(sys.executable).with_name("duowang")), *arguments]

    def call(self, *arguments: str, **changes: str) -> Answer:
        """Run a command from another folder and read its JSON."""
        done = subprocess.run(
            self.command(*arguments, "--json"),
            env=self.environment(**changes),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        return Answer(done.returncode, json.loads(done.stdout), done.stderr)


def sandbox(*arguments: str) -> None:
    """Call the sandbox's own command line."""
    subprocess.run([sys.executable, "-m", "sandbox", *arguments], check=True, capture_output=True)


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The Connections of four running platforms."""
    folder = str(tmp_path_factory.mktemp("county"))
    sandbox("up", "--home", folder, "--people", str(PEOPLE), "--ports", "0", "--faults", "none")
    try:
        given = json.loads(Path(folder, "connections.json").read_text(encoding="utf-8"))
        yield {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    finally:
        sandbox("down", "--home", folder)


@pytest.fixture(scope="session")
def hub(county: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """A hub with an empty home, whose path has a space and Chinese letters."""
    return Hub(tmp_path_factory.mktemp("hub") / "多网 合一", county)


@pytest.fixture(scope="session")
def first_run(hub: Hub) -> Answer:
    """The first run from an empty home."""
    return hub.call("run")
