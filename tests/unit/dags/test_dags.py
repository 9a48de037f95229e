"""The DAG files: all import, each is documented and owned, and assets tie them together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from connectors.registry import networks

ROOT = Path(__file__).resolve().parents[3]
READ_BAG = """
import json, sys
from pathlib import Path
from airflow.dag_processing.dagbag import BundleDagBag
bag = BundleDagBag(sys.argv[1], bundle_path=Path(sys.argv[1]))
print("BAG" + json.dumps({
    "errors": bag.import_errors,
    "dags": {d.dag_id: {
        "doc": d.doc_md, "tags": sorted(d.tags), "owner": d.owner, "catchup": d.catchup,
        "max_active_runs": d.max_active_runs,
        "deadlines": [[a.interval.total_seconds(), a.callback.path] for a in d.deadline or []],
        "tasks": {t.task_id: {
            "pool": t.pool, "retries": t.retries, "alerts": len(t.on_failure_callback or []),
            "downstream": sorted(t.downstream_task_ids),
            "outlets": [o.uri for o in t.outlets]} for t in d.tasks},
    } for d in bag.dags.values()},
}))
"""


@pytest.fixture(scope="module")
def bag(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Airflow reads from the folder, in a process and a home of its own."""
    home = tmp_path_factory.mktemp("airflow")
    env = os.environ | {"AIRFLOW_HOME": str(home), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    command = [sys.executable, "-c", READ_BAG, str(ROOT / "dags")]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, cwd=home)
    answer = next(line for line in done.stdout.splitlines() if line.startswith("BAG"))
    return dict(json.loads(answer.removeprefix("BAG")))


def test_every_file_imports(bag: dict[str, Any]) -> None:
    assert bag["errors"] == {}


def test_there_is_a_dag_a_network_and_one_for_each_step_behind(bag: dict[str, Any]) -> None:
    behind = {"unify", "publish", "reconcile", "maintain", "review"}
    assert set(bag["dags"]) == {f"pull_{name}" for name in networks()} | behind


def test_every_dag_says_what_to_do_when_it_fails(bag: dict[str, Any]) -> None:
    for dag_id, dag in bag["dags"].items():
        assert "When it fails" in dag["doc"], dag_id
        assert dag["owner"] == "data-engineering", dag_id
        assert dag["tags"], dag_id


def test_every_run_has_a_deadline_and_every_task_tells_when_it_fails(bag: dict[str, Any]) -> None:
    for dag_id, dag in bag["dags"].items():
        (within, told) = dag["deadlines"][0]
        assert told == "alerts.late", dag_id
        days = 7 if dag_id == "review" else 1  # people are given a week
        assert 3600 <= within <= days * 24 * 3600, dag_id
        assert {task["alerts"] for task in dag["tasks"].values()} == {1}, dag_id


def test_no_dag_catches_up_or_runs_beside_itself(bag: dict[str, Any]) -> None:
    for dag_id, dag in bag["dags"].items():
        assert (dag["catchup"], dag["max_active_runs"]) == (False, 1), dag_id


def test_whatever_writes_the_build_waits_for_the_one_slot(bag: dict[str, Any]) -> None:
    for dag_id in ("unify", "publish", "maintain"):
        tasks = bag["dags"][dag_id]["tasks"]
        pools = {task["pool"] for task_id, task in tasks.items() if task_id != "mirror"}
        assert pools == {"warehouse_writer"}, dag_id


def test_a_failed_gate_is_not_tried_again(bag: dict[str, Any]) -> None:
    tasks = {name: task for dag in bag["dags"].values() for name, task in dag["tasks"].items()}
    assert {tasks["check_sources"]["retries"], tasks["check_marts"]["retries"]} == {0}


def test_assets_tie_the_dags_together(bag: dict[str, Any]) -> None:
    outlets = {
        (dag_id, uri)
        for dag_id, dag in bag["dags"].items()
        for task in dag["tasks"].values()
        for uri in task["outlets"]
    }
    landings = {(f"pull_{name}", f"duowang://landing/{name}") for name in networks()}
    assert outlets >= landings | {
        ("unify", "duowang://build/marts"),
        ("publish", "duowang://published/current"),
    }


def test_the_way_is_one_line(bag: dict[str, Any]) -> None:
    unify = bag["dags"]["unify"]["tasks"]
    assert unify["build_staging"]["downstream"] == ["check_sources"]
    assert unify["check_sources"]["downstream"] == ["link"]
    assert unify["link"]["downstream"] == ["build_marts"]
