"""The DAG that asks a clerk: a human stands between the list of doubtful pairs and its import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DAGS = Path(__file__).resolve().parents[3] / "dags"
ASK = """
import json, sys
from pathlib import Path
from airflow.dag_processing.dagbag import BundleDagBag
bag = BundleDagBag(sys.argv[1], bundle_path=Path(sys.argv[1]))
tasks = {task.task_id: task for task in bag.dags["review"].tasks}
human = tasks["ask_a_clerk"]
print("TOLD" + json.dumps({
    "kinds": {name: type(task).__mro__[1].__name__ for name, task in tasks.items()},
    "pools": {name: task.pool for name, task in tasks.items()},
    "downstream": {name: sorted(task.downstream_task_ids) for name, task in tasks.items()},
    "options": human.options, "defaults": human.defaults, "asked": sorted(human.params),
    "days": human.response_timeout.days, "running_limit": human.execution_timeout is not None,
    "empty": tasks["export_pairs"].python_callable(),
}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The DAG as Airflow reads it, and what its export gives in a home where nothing was linked."""
    home = tmp_path_factory.mktemp("airflow")
    env = os.environ | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "DUOWANG_HOME": str(home / "hub"),
    }
    command = [sys.executable, "-c", ASK, str(DAGS)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, cwd=home)
    answer = next(line for line in done.stdout.splitlines() if line.startswith("TOLD"))
    return dict(json.loads(answer.removeprefix("TOLD")))


def test_a_human_stands_between_export_and_import(told: dict[str, Any]) -> None:
    assert told["downstream"] == {
        "export_pairs": ["ask_a_clerk"],
        "ask_a_clerk": ["import_decisions"],
        "import_decisions": [],
    }
    assert told["kinds"]["ask_a_clerk"] == "HITLOperator"
    assert (told["options"], told["asked"]) == (["Approve", "Reject"], ["decided_by"])


def test_no_answer_decides_nothing_and_blocks_nothing(told: dict[str, Any]) -> None:
    assert (told["defaults"], told["days"], told["running_limit"]) == (["Reject"], 6, False)
    assert told["pools"]["ask_a_clerk"] == "default_pool"


def test_the_export_reads_the_build_alone(told: dict[str, Any]) -> None:
    assert told["pools"]["export_pairs"] == "warehouse_writer"


def test_without_doubtful_pairs_nobody_is_asked(told: dict[str, Any]) -> None:
    assert told["empty"] == 0
