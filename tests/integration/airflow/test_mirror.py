"""The DAG `publish` mirrors where a county has the Connection, and skips the task where it has none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.integration.airflow.conftest import ROOT

ASK = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
import hub
def told(connection):
    os.environ.pop("AIRFLOW_CONN_DUOWANG_MIRROR", None)
    if connection:
        os.environ["AIRFLOW_CONN_DUOWANG_MIRROR"] = connection
    try:
        found = hub.mirror_connection()
        return f"{found.title} {found.login} {found.reader} {found.tls['sslmode']}"
    except Exception as error:
        return type(error).__name__
print("TOLD" + json.dumps([told(connection) for connection in json.loads(sys.argv[2])]))
"""
NEAR = {"conn_type": "postgres", "host": "127.0.0.1", "port": 6432, "schema": "duowang", "login": "hub"}
FAR = NEAR | {"host": "db.example"}
CASES = {
    None: "AirflowSkipException",
    json.dumps(NEAR): "127.0.0.1:6432/duowang hub duowang_reader prefer",
    "postgres://hub:x@127.0.0.1:6432/duowang?reader_role=bi": "127.0.0.1:6432/duowang hub bi prefer",
    json.dumps(FAR): "db.example:6432/duowang hub duowang_reader verify-full",
    json.dumps(FAR | {"extra": {"sslmode": "require"}}): "ConfigurationError",
}


def test_the_connection_decides(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    env["AIRFLOW_HOME"] = str(tmp_path)
    command = [sys.executable, "-c", ASK, str(ROOT / "dags"), json.dumps([*CASES])]
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=True)
    answer = next(line for line in done.stdout.splitlines() if line.startswith("TOLD"))
    assert dict(zip(CASES, json.loads(answer.removeprefix("TOLD")), strict=True)) == CASES
