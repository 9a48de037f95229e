"""Superset as `make dashboards` starts it, over a home of its own, on a free port."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

SCRIPT = Path(__file__).parents[3] / "scripts" / "dashboards.sh"
PATIENCE = 600


@dataclass(frozen=True)
class Dashboards:
    """A running server; the accounts are `admin` and `reader`, with the name twice as the password."""

    home: Path
    address: str
    said: str

    def session(self, account: str) -> requests.Session:
        """Log in to the API as a script would."""
        session = requests.Session()
        session.trust_env = False
        given = {"username": account, "password": account * 2, "provider": "db", "refresh": False}
        answer = session.post(f"{self.address}/api/v1/security/login", json=given, timeout=60)
        answer.raise_for_status()
        session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        token = session.get(f"{self.address}/api/v1/security/csrf_token/", timeout=60)
        token.raise_for_status()
        session.headers["X-CSRFToken"] = token.json()["result"]
        session.headers["Referer"] = self.address
        return session


def copy_published(hub_home: Path, home: Path) -> Path:
    """Give a home of its own to the version that readers of another home see."""
    current = (hub_home / "published" / "current").resolve()
    shutil.copytree(current, home / "published" / current.name)
    (home / "published" / "current").symlink_to(current.name)
    return home


@contextmanager
def served(home: Path, log: Path, **settings: str) -> Iterator[Dashboards]:
    """Prepare and serve, and stop afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = _environment(home, {"DUOWANG_DASHBOARD_PORT": str(port)} | settings)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(SCRIPT)], env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_healthy(process, address, log)
        yield Dashboards(home, address, log.read_text(encoding="utf-8"))
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def _environment(home: Path, settings: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    passwords = {f"DUOWANG_DASHBOARD_{name.upper()}_PASSWORD": name * 2 for name in ("admin", "reader")}
    return kept | passwords | {"DUOWANG_HOME": str(home)} | dict(settings)


def _wait_until_healthy(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if requests.get(f"{address}/health", timeout=30).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.5)
    raise AssertionError(log.read_text(encoding="utf-8")[-4000:])
