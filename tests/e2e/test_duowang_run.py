"""The whole way against platforms that follow the guides: from an empty home to the marts, and again."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.e2e.conftest import Answer, Hub

pytestmark = pytest.mark.slow

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "notebooks" / "first_look.ipynb"
STAGES = ["pull", "landing", "staging", "check_sources", "link", "marts", "check_marts", "publish"]


def differing_marts(one: Path, other: Path) -> list[str]:
    """Name the marts whose rows are not the same."""
    with duckdb.connect() as connection:
        for name, path in (("one", one), ("other", other)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        sql = "select table_name from duckdb_tables() where database_name = ? and schema_name = 'marts'"
        names = [{row[0] for row in connection.execute(sql, [side]).fetchall()} for side in ("one", "other")]
        assert names[0] == names[1]
        assert names[0]
        return [name for name in sorted(names[0]) if _differs(connection, name)]


def _differs(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    one, other = (f"from {side}.marts.{table}" for side in ("one", "other"))
    sql = f"select exists((({one}) except all ({other})) union all (({other}) except all ({one})))"
    row = connection.execute(sql).fetchone()
    return row is None or bool(row[0])


def published(hub: Hub) -> Path:
    """The file that readers see now, by its own name."""
    return (hub.home / "published" / "current").resolve() / "hub.duckdb"


def test_the_first_run_goes_the_whole_way_from_an_empty_home(hub: Hub, first_run: Answer) -> None:
    assert first_run.code == 0, first_run.stderr
    stages = [stage["stage"] for stage in first_run.document["run"]["stages"]]
    assert list(dict.fromkeys(stages)) == STAGES
    assert {stage["outcome"] for stage in first_run.document["run"]["stages"]} == {"ok"}
    assert Path(first_run.document["publication"]["path"]) == published(hub)


def test_every_published_figure_is_computed_without_a_difference(first_run: Answer) -> None:
    figures = first_run.document["figures"]
    assert len(figures) == 31
    assert [figure for figure in figures if figure["difference"] != 0] == []


def test_the_published_file_holds_marts_and_ops_with_comments(hub: Hub, first_run: Answer) -> None:
    with duckdb.connect(str(published(hub)), read_only=True) as connection:
        rows = connection.execute("select schema_name, table_name, comment from duckdb_tables()").fetchall()
    assert {row[0] for row in rows} == {"marts", "ops"}
    assert [row[1] for row in rows if not row[2]] == []


def test_every_column_that_is_published_is_described(hub: Hub, first_run: Answer) -> None:
    with duckdb.connect(str(published(hub)), read_only=True) as connection:
        rows = connection.execute(
            "select table_name, column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
    assert len(rows) > 300
    assert [row[:2] for row in rows if not row[2]] == []


def test_the_notebook_runs_on_what_is_published(hub: Hub, first_run: Answer) -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    done = subprocess.run(
        [sys.executable, "-"], input=code, env=hub.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(published(hub)), read_only=True) as connection:
        reports, matters = connection.execute(
            "select sum(report_count), count(*) from marts.fct_event where status <> 'void'"
        ).fetchall()[0]
    assert f"{reports:,} reports are {matters:,} matters" in done.stdout


def test_private_folders_are_closed_to_others(hub: Hub, first_run: Answer) -> None:
    for name in ("landing", "build", "restricted", "secrets"):
        assert stat.S_IMODE((hub.home / name).stat().st_mode) == 0o700
    for name in ("build/build.duckdb", "restricted/identity.duckdb", "secrets/resident_key"):
        assert stat.S_IMODE((hub.home / name).stat().st_mode) == 0o600


def test_a_second_run_is_an_increment_and_changes_no_mart(hub: Hub, first_run: Answer) -> None:
    before = published(hub)
    second = hub.call("run")
    assert second.code == 0, second.stderr
    pulled = [stage for stage in second.document["run"]["stages"] if stage["stage"] == "pull"]
    first = [stage for stage in first_run.document["run"]["stages"] if stage["stage"] == "pull"]
    received = [sum(stage["detail"]["received"] for stage in stages) for stages in (pulled, first)]
    assert received[0] < received[1] / 10
    assert published(hub) != before
    assert differing_marts(before, published(hub)) == []


@dataclass(frozen=True)
class Refused:
    """A rebuild during which chengguan refused the hub: how it ended, and what is told of it where."""

    before: Path
    after: Path
    answer: Answer
    status: dict[str, Any]
    screen: str
    documents: str


@pytest.fixture(scope="module")
def refused(hub: Hub, first_run: Answer) -> Refused:
    """Let one network be down for a run."""
    before = published(hub)
    offices = "chengguan: {zh: 城管局 0453-3, en: city office 0453-3}"
    (hub.home / "quality" / "owners.yml").write_text(offices, encoding="utf-8")
    answer = hub.call("run", "--fresh", chengguan="wrong")
    screen = subprocess.run(
        hub.command("status"), env=hub.environment(), cwd="/", capture_output=True, text=True, check=True
    ).stdout
    documents = (hub.home / "quality" / "data_docs" / "index.html").read_text(encoding="utf-8")
    return Refused(before, published(hub), answer, hub.call("status").document, screen, documents)


def test_a_rebuild_gives_the_same_marts_although_a_network_refuses(refused: Refused) -> None:
    assert refused.answer.code == 3, refused.answer.stderr
    assert list(refused.answer.document["stale"]) == ["chengguan"]
    assert refused.after != refused.before
    assert differing_marts(refused.before, refused.after) == []


def test_a_network_that_is_down_is_stale_for_readers_and_the_others_are_not(refused: Refused) -> None:
    with duckdb.connect(str(refused.after), read_only=True) as connection:
        rows = connection.execute(
            "select network, is_stale, stale_since is not null, stale_reason is not null "
            "from ops.source_freshness group by all order by all"
        ).fetchall()
    assert rows == [
        ("chengguan", True, True, True),
        *((network, False, False, False) for network in ("shequ", "xiangcun", "zongzhi")),
    ]
    states = {network["network"]: network["state"] for network in refused.status["networks"]}
    assert states == {"chengguan": "stale", "shequ": "ok", "xiangcun": "ok", "zongzhi": "ok"}


def test_status_and_data_docs_say_what_failed_since_when_whom_to_call_and_what_to_do(
    refused: Refused,
) -> None:
    [stale] = [one for one in refused.status["attention"] if one["severity"] == "stale"]
    assert stale["what"].startswith("chengguan cannot be pulled; its data stay as of ")
    since = datetime.fromisoformat(stale["since"])
    assert "0453-3" in stale["whom"]
    assert "access" in stale["action"]
    assert all(word in refused.screen for word in ("stale", f"{since:%Y-%m-%d}", "0453-3"))
    row = next(line for line in refused.documents.splitlines() if "<td>network_pulled" in line)
    assert all(word in row for word in ("<td>chengguan", f"{since:%Y-%m-%d}", "0453-3", "duowang status"))


def test_a_run_that_is_killed_is_made_good_by_the_next(hub: Hub, first_run: Answer) -> None:
    before = published(hub)
    kill_in_stage(hub, "marts")
    assert published(hub) == before
    assert hub.call("status").document["last_outcome"].startswith("interrupted")
    answer = hub.call("run")
    assert answer.code == 0, answer.stderr
    assert differing_marts(before, published(hub)) == []


def kill_in_stage(hub: Hub, stage: str) -> None:
    """Start a run and kill it with signal 9 while a stage is at work."""
    known = set((hub.home / "runs").glob("*.json"))
    process = subprocess.Popen(
        hub.command("run"), env=hub.environment(), cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.decode().startswith(f"{stage} ..."):
            break
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=60)
    process.stderr.close()
    assert len(set((hub.home / "runs").glob("*.json")) - known) == 1


def test_a_failed_rule_stops_publication_and_the_former_version_stays(hub: Hub, first_run: Answer) -> None:
    before = published(hub)
    with duckdb.connect(str(hub.home / "build" / "build.duckdb")) as connection:
        connection.execute("update marts.mart_event_closure set closure_rate = 7")
    answer = hub.call("check")
    assert answer.code == 5
    assert "closure_rate" in answer.document["error"]["what"]
    assert hub.call("publish").code == 6
    assert published(hub) == before
    assert any(rule["result"]["severity"] == "error" for rule in hub.call("status").document["failing"])
