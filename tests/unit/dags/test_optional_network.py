"""A network that a county may be without: no DAG waits for it, and its own is skipped instead of failing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DAGS = Path(__file__).resolve().parents[3] / "dags"
ADDRESS = '{"conn_type": "http", "host": "http://127.0.0.1:1", "password": "key"}'
ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
import hub, places
county = places.PLACES[0]
def outcome(network):
    try:
        return county.network_connection(network).host
    except Exception as error:
        return type(error).__name__
print("TOLD" + json.dumps({
    "awaited": sorted(asset.uri for asset in county.all_landed().objects),
    "outcomes": {name: outcome(name) for name in hub.NETWORKS},
}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the DAGs do in a county with the Connection of shequ only."""
    home = tmp_path_factory.mktemp("airflow")
    env = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_CONN_")}
    env |= {"AIRFLOW_HOME": str(home), "AIRFLOW_CONN_SHEQU": ADDRESS}
    command = [sys.executable, "-c", ASK, str(DAGS)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, cwd=home)
    answer = next(line for line in done.stdout.splitlines() if line.startswith("TOLD"))
    return dict(json.loads(answer.removeprefix("TOLD")))


def test_unify_waits_for_the_networks_that_every_county_has(told) -> None:
    names = ("chengguan", "shequ", "xiangcun", "zongzhi")
    assert told["awaited"] == [f"duowang://landing/{name}" for name in names]


def test_a_missing_connection_fails_a_needed_network_and_skips_an_optional_one(told) -> None:
    assert told["outcomes"]["shequ"] == "http://127.0.0.1:1"
    assert told["outcomes"]["zongzhi"] == "AirflowNotFoundException"
    assert told["outcomes"]["nanshan"] == "AirflowSkipException"
