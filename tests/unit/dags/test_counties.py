"""DAGs made from the configuration: a set for each county that shares nothing, and one for the province."""

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
BEHIND = ("unify", "publish", "reconcile", "maintain", "review")
FILE = """
[province]
adcode = "220000"
name_zh = "吉林省"
name_en = "Jilin"
schedule = "15 8 * * *"

[[county]]
id = "yitong"
adcode = "220323"
name_zh = "伊通满族自治县"
name_en = "Yitong"

[[county]]
id = "dongliao"
adcode = "220422"
name_zh = "东辽县"
name_en = "Dongliao"
networks = ["zongzhi", "shequ"]
pool = "writer_of_dongliao"
[county.connections]
shequ = "dongliao_housing"
[county.schedule]
pull = "10 2 * * *"
unify = "40 4 * * 1-5"

[[county]]
id = "meihekou"
adcode = "220581"
name_zh = "梅河口市"
name_en = "Meihekou"
"""
READ_BAG = """
import json, os, sys
from pathlib import Path
from airflow.dag_processing.dagbag import BundleDagBag
bag = BundleDagBag(sys.argv[1], bundle_path=Path(sys.argv[1]))
def cron(dag):
    return getattr(getattr(dag.timetable, "timetable", dag.timetable), "expression", None)
def awaited(dag):
    condition = getattr(dag.timetable, "asset_condition", None)
    return sorted(asset.uri for asset in getattr(condition, "objects", []))
sys.path.insert(0, sys.argv[1])
import places
homes = {}
for place in places.PLACES:
    def tell():
        return {name: os.environ.get(name) for name in ("DUOWANG_HOME", "DUOWANG_CONNECTIONS")}
    homes[place.county.id] = place.work(tell)()
print("BAG" + json.dumps({
    "errors": bag.import_errors, "homes": homes, "after": os.environ["DUOWANG_HOME"],
    "dags": {d.dag_id: {
        "doc": d.doc_md, "tags": sorted(d.tags), "name": d.dag_display_name, "cron": cron(d),
        "awaited": awaited(d),
        "tasks": {t.task_id: {"pool": t.pool, "outlets": [o.uri for o in t.outlets]} for t in d.tasks},
    } for d in bag.dags.values()},
}))
"""


@pytest.fixture(scope="module")
def bag(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Airflow reads from the folder when the hub has three counties."""
    home = tmp_path_factory.mktemp("airflow")
    (home / "counties.toml").write_text(FILE, encoding="utf-8")
    env = os.environ | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "DUOWANG_COUNTIES": str(home / "counties.toml"),
        "DUOWANG_HOME": str(home / "hub"),
    }
    command = [sys.executable, "-c", READ_BAG, str(ROOT / "dags")]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=home)
    assert done.returncode == 0, done.stderr
    answer = next(line for line in done.stdout.splitlines() if line.startswith("BAG"))
    return dict(json.loads(answer.removeprefix("BAG")))


def test_each_county_has_its_dags_and_the_province_one(bag: dict[str, Any]) -> None:
    assert bag["errors"] == {}
    pulled = {"yitong": networks(), "dongliao": ("zongzhi", "shequ"), "meihekou": networks()}
    wanted = {f"pull_{name}__{county}" for county, names in pulled.items() for name in names}
    wanted |= {f"{name}__{county}" for county in pulled for name in BEHIND}
    assert set(bag["dags"]) == wanted | {"province"}


def test_a_county_is_found_by_its_tag_and_named_in_its_dags(bag: dict[str, Any]) -> None:
    tagged = [dag_id for dag_id, dag in bag["dags"].items() if "dongliao" in dag["tags"]]
    assert len(tagged) == 2 + len(BEHIND)
    assert all("东辽县" in bag["dags"][dag_id]["name"] for dag_id in tagged)


def test_cadence_pool_and_connections_are_the_county_s_own(bag: dict[str, Any]) -> None:
    dags = bag["dags"]
    assert dags["pull_shequ__dongliao"]["cron"] == "10 2 * * *"
    assert dags["unify__dongliao"]["cron"] == "40 4 * * 1-5"
    assert dags["unify__yitong"]["cron"] == "0 6 * * *"
    assert "`dongliao_housing`" in dags["pull_shequ__dongliao"]["doc"]
    assert "`yitong_shequ`" in dags["pull_shequ__yitong"]["doc"]
    assert {task["pool"] for task in dags["unify__dongliao"]["tasks"].values()} == {"writer_of_dongliao"}
    assert {task["pool"] for task in dags["unify__yitong"]["tasks"].values()} == {"warehouse_writer"}


def test_no_county_waits_for_another(bag: dict[str, Any]) -> None:
    dags = bag["dags"]
    assert dags["unify__dongliao"]["awaited"] == [
        "duowang://dongliao/landing/shequ",
        "duowang://dongliao/landing/zongzhi",
    ]
    assert dags["publish__meihekou"]["awaited"] == ["duowang://meihekou/build/marts"]
    outlets = [
        (uri, dag_id.rpartition("__")[2])
        for dag_id, dag in dags.items()
        if dag_id != "province"
        for task in dag["tasks"].values()
        for uri in task["outlets"]
    ]
    assert outlets
    assert all(uri.startswith(f"duowang://{county}/") for uri, county in outlets)


def test_the_province_waits_for_all_counties_or_for_its_hour(bag: dict[str, Any]) -> None:
    province = bag["dags"]["province"]
    assert province["awaited"] == [
        f"duowang://{county}/published/current" for county in ("dongliao", "meihekou", "yitong")
    ]
    assert province["cron"] == "15 8 * * *"
    assert "When it fails" in province["doc"]


def test_a_task_works_in_its_county_s_home_and_leaves_nothing_behind(bag: dict[str, Any]) -> None:
    assert bag["homes"]["dongliao"]["DUOWANG_HOME"].endswith("/hub/counties/220422")
    assert (
        bag["homes"]["dongliao"]["DUOWANG_CONNECTIONS"] == "zongzhi=dongliao_zongzhi,shequ=dongliao_housing"
    )
    assert bag["homes"]["yitong"]["DUOWANG_HOME"].endswith("/hub/counties/220323")
    assert bag["after"].endswith("/hub")


def test_a_wrong_county_is_named_by_every_dag_file(tmp_path: Path) -> None:
    (tmp_path / "counties.toml").write_text(FILE.replace('"220422"', '"22042"'), encoding="utf-8")
    env = os.environ | {"AIRFLOW_HOME": str(tmp_path), "DUOWANG_COUNTIES": str(tmp_path / "counties.toml")}
    command = [sys.executable, "-c", "import places"]
    done = subprocess.run(
        command, env=env | {"PYTHONPATH": str(ROOT / "dags")}, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "county dongliao, adcode" in done.stderr
