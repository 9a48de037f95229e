"""What a run in Airflow tells: alerts and lineage, and no secret or personal value anywhere."""

from __future__ import annotations

import json
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from uuid import UUID

import duckdb
import pytest
from openlineage.client.facet_v2 import (
    documentation_job,
    error_message_run,
    job_type_job,
    nominal_time_run,
    ownership_job,
    parent_run,
    processing_engine_run,
    tags_job,
    tags_run,
)
from openlineage.client.generated import base

from connectors.engine.contract import PERSONAL
from connectors.registry import contract
from sandbox.server import Connections
from tests.integration.airflow.conftest import ROOT, SECRETS, Ran

FACETS = {
    "documentation": documentation_job.DocumentationJobFacet,
    "errorMessage": error_message_run.ErrorMessageRunFacet,
    "jobType": job_type_job.JobTypeJobFacet,
    "nominalTime": nominal_time_run.NominalTimeRunFacet,
    "ownership": ownership_job.OwnershipJobFacet,
    "parent": parent_run.ParentRunFacet,
    "processing_engine": processing_engine_run.ProcessingEngineRunFacet,
}
TAGS = {"run": tags_run.TagsRunFacet, "job": tags_job.TagsJobFacet}


def rows(ran: Ran, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(ran.database)) as connection:
        return connection.execute(sql).fetchall()


def personal_values(ran: Ran) -> set[str]:
    """Every value of the landed fields of class L3 and L4 that cannot be anything else."""
    found: set[str] = set()
    for stream in contract("shequ").streams.values():
        personal = [field.name for field in stream.fields if field.grade in PERSONAL]
        files = [str(path) for path in (ran.home / "landing" / "shequ" / stream.id).glob("*/part-*.parquet")]
        if not files:
            continue
        landed = duckdb.sql(f"select * from read_parquet({files!r}, union_by_name = true)")
        for name in sorted({*personal} & {*landed.columns}):
            values = landed.query(
                "t", f'select distinct "{name}" from t where length("{name}") >= 8'
            ).fetchall()
            found |= {str(row[0]) for row in values}
    return found


def test_a_task_that_fails_is_told_with_its_reason_and_what_to_do(ran: Ran) -> None:
    ((path, headers, body),) = ran.posts
    assert (path, headers["Authorization"]) == (f"/{SECRETS['key']}", f"Bearer {SECRETS['token']}")
    told = {name: body[name] for name in ("kind", "dag", "task", "what", "fix", "ask")}
    assert told == {
        "kind": "failed",
        "dag": "publish",
        "task": "check_marts",
        "what": "nothing is built yet",
        "fix": "duowang build",
        "ask": "data-engineering",
    }


def test_lineage_names_each_job_and_the_files_it_wrote(ran: Ran) -> None:
    seen = [(event["eventType"], event["job"]["name"]) for event in ran.events]
    for told in (
        ("START", "pull_shequ.land"),
        ("COMPLETE", "pull_shequ.land"),
        ("FAIL", "publish.check_marts"),
        ("FAIL", "publish"),
    ):
        assert told in seen
    done = next(event for event in ran.events if event["eventType"] == "COMPLETE" and event["outputs"])
    assert [(one["namespace"], one["name"]) for one in done["outputs"]] == [
        ("file", f"{ran.home}/landing/shequ")
    ]


def test_every_event_is_what_its_schema_says(ran: Ran) -> None:
    assert len(ran.events) >= 5
    for event in ran.events:
        assert event["schemaURL"] == base.RunEvent._get_schema()
        assert event["eventType"] in {"START", "COMPLETE", "FAIL"}
        assert datetime.fromisoformat(event["eventTime"]).tzinfo is not None
        assert UUID(event["run"]["runId"])
        assert event["producer"].startswith("https://")
        assert event["job"]["namespace"] == "duowang"
        for part in ("run", "job"):
            for name, facet in event[part]["facets"].items():
                check_facet(facet, FACETS.get(name) or TAGS[part] if name in {*FACETS, "tags"} else None)


def check_facet(facet: dict[str, object], kind: type | None) -> None:
    """Every facet bears its schema; of one that the specification knows, the fields are checked too."""
    assert str(facet["_producer"]).startswith("https://")
    assert str(facet["_schemaURL"]).startswith("https://")
    if kind is None:
        return
    assert facet["_schemaURL"] == kind._get_schema()
    fields = {field.name: field for field in kind.__attrs_attrs__}
    given = {name: value for name, value in facet.items() if not name.startswith("_")}
    assert given.keys() <= fields.keys()
    kind(**given)  # raises when a field is missing or not of its form


def test_airflow_stores_neither_a_secret_nor_a_personal_value(ran: Ran, platforms: Connections) -> None:
    assert rows(ran, "select count(*) from xcom where dag_id = 'pull_shequ'")[0][0]
    assert rows(ran, "select count(*) from task_instance where state = 'failed'")[0][0]
    values = personal_values(ran)
    assert len(values) > 500
    needles = {*values, *SECRETS.values(), str(platforms["shequ"]["password"])}
    searched = [path for path in ran.home.rglob("*") if path.is_file() and is_open(ran, path)]
    assert {ran.database, ran.home / "logs" / "lineage.jsonl"} <= {*searched}
    texts = [ran.output.encode(), *(path.read_bytes() for path in searched)]
    pattern = re.compile(b"|".join(re.escape(form) for needle in needles for form in forms(needle)))
    assert [text[:80] for text in texts if pattern.search(text)] == []


def is_open(ran: Ran, path) -> bool:
    """Tell whether a file lies outside the folders that hold personal values by design."""
    return path.relative_to(ran.home).parts[0] not in {"landing", "build", "restricted", "secrets"}


def forms(text: str) -> set[bytes]:
    return {text.encode(), text.encode("unicode_escape"), json.dumps(text).strip('"').encode()}


def test_what_airflow_landed_and_stored_is_its_owners_alone(ran: Ran) -> None:
    landed = list((ran.home / "landing").rglob("*"))
    assert len(landed) > 20
    assert [path for path in landed if path.stat().st_mode & 0o077] == []
    assert stat.S_IMODE(ran.database.parent.stat().st_mode) == 0o700


DISCREET = """
import sys
sys.path.insert(0, sys.argv[1])
import hub
@hub.discreet
def task():
    try:
        int("229923199001011234x")
    except ValueError as cause:
        raise KeyError("somebody") from cause
try:
    task()
except Exception as error:
    import traceback
    print("TOLD" + "".join(traceback.format_exception(error)))
"""


def test_an_error_nobody_foresaw_is_told_by_its_kind_only(tmp_path) -> None:
    home = tmp_path / "home"
    (home / "build").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-c", DISCREET, str(ROOT / "dags")],
        env={"DUOWANG_HOME": str(home), "AIRFLOW_HOME": str(tmp_path), "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    told = done.stdout.partition("TOLD")[2]
    assert "unexpected KeyError" in told
    assert not re.search("somebody|229923", told)
    kept = home / "build" / "unexpected_error.txt"
    assert "229923199001011234x" in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["SHEQU", "DUOWANG_KEYS", "DUOWANG_WEBHOOK"])
def test_connections_come_from_the_environment_and_stay_there(ran: Ran, name: str) -> None:
    assert rows(ran, "select conn_id from connection") == []
    assert f"AIRFLOW_CONN_{name}" not in ran.output
