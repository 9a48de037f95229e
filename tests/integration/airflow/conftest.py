"""A pull and a failing publication in a real Airflow, set up as `make run` sets it up."""

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

from sandbox.server import Connections
from tests.support import receivers

ROOT = Path(__file__).resolve().parents[3]
RUN = """
source scripts/airflow_env.sh
airflow db migrate && airflow dags test pull_shequ && ! airflow dags test publish
"""
SECRETS = {"password": "planted-password-1", "token": "planted-token-2", "key": "planted-key-3"}


@dataclass(frozen=True)
class Ran:
    """What is left after both DAGs have run once."""

    home: Path
    output: str
    posts: list[Any]

    @property
    def database(self) -> Path:
        """Airflow's own database."""
        return self.home / "airflow" / "airflow.db"

    @property
    def events(self) -> list[dict[str, Any]]:
        """The lineage events, in the order in which they were written."""
        lines = (self.home / "logs" / "lineage.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def ran(platforms: Connections, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    home = tmp_path_factory.mktemp("operated") / "home"
    with receivers.webhook() as received:
        hook = {
            "conn_type": "http",
            "host": f"http://127.0.0.1:{received.port}/{SECRETS['key']}",
            "password": SECRETS["token"],
        }
        env = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
        env |= {"DUOWANG_HOME": str(home), "DUOWANG_TASK_RETRIES": "0"}
        env["PATH"] = f"{Path(sys.executable).parent}:{env['PATH']}"
        env["AIRFLOW_CONN_SHEQU"] = json.dumps(platforms["shequ"])
        env["AIRFLOW_CONN_DUOWANG_WEBHOOK"] = json.dumps(hook)
        env["AIRFLOW_CONN_DUOWANG_KEYS"] = json.dumps({"password": SECRETS["password"]})
        done = subprocess.run(
            ["bash", "-c", RUN], env=env, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    yield Ran(home, done.stdout + done.stderr, received.posts)
