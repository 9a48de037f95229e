from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from warehouse.errors import BuildFailedError, ConfigurationError
from warehouse.paths import Home
from warehouse.runs import RunLog, RunRecord, new_run_id, read, recent


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path).prepare()


def test_a_run_is_named_after_its_start() -> None:
    name = new_run_id(datetime(2024, 11, 20, 1, 2, 3, tzinfo=UTC))
    assert name.startswith("20241120T010203Z-r")
    assert new_run_id() != new_run_id()


def test_every_stage_is_on_disk_while_it_runs_and_when_it_has_ended(home: Home) -> None:
    log = RunLog(home, "r1")
    with log.stage("link") as detail:
        running = read(home.runs / "r1.json")
        assert running is not None
        assert running.stages[0].outcome == "running"
        detail["residents"] = 7
    ended = read(home.runs / "r1.json")
    assert ended is not None
    assert (ended.stages[0].outcome, ended.stages[0].detail) == ("ok", {"residents": 7})


def test_a_failed_stage_keeps_what_a_person_needs(home: Home) -> None:
    log = RunLog(home, "r1")
    with pytest.raises(BuildFailedError), log.stage("marts"):
        raise BuildFailedError("dim_x failed", where="models/dim_x.sql", fix="mend it")
    assert log.record.stages[0].error == "dim_x failed\nwhere: models/dim_x.sql\nwhat to do: mend it"


def test_an_unexpected_error_is_recorded_by_its_kind_alone_for_its_text_may_quote_a_value(home: Home) -> None:
    log = RunLog(home, "r1")
    with pytest.raises(ValueError, match="赵一"), log.stage("link"):
        raise ValueError("赵一")
    assert log.record.stages[0].error == "unexpected ValueError"
    assert "赵一" not in (home.runs / "r1.json").read_text(encoding="utf-8")


def test_other_processes_add_their_stages_to_the_same_run(home: Home) -> None:
    with RunLog(home, "r1").stage("staging"):
        pass
    with RunLog(home, "r1").stage("link"):
        pass
    record = read(home.runs / "r1.json")
    assert record is not None
    assert [stage.stage for stage in record.stages] == ["staging", "link"]


def test_stages_that_run_side_by_side_do_not_lose_each_other(home: Home) -> None:
    def work(number: int) -> None:
        with RunLog(home, "r1").stage("pull", f"network{number}"):
            pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(24)))
    assert len({stage.network for stage in RunLog(home, "r1").record.stages}) == 24


def test_a_retry_replaces_the_stage_it_repeats(home: Home) -> None:
    log = RunLog(home, "r1")
    with pytest.raises(BuildFailedError), log.stage("marts"):
        raise BuildFailedError("once")
    with log.stage("marts"):
        pass
    assert [(stage.stage, stage.outcome) for stage in log.record.stages] == [("marts", "ok")]


def test_networks_are_stages_of_their_own(home: Home) -> None:
    log = RunLog(home, "r1")
    for network in ("shequ", "zongzhi"):
        with log.stage("pull", network):
            pass
    assert [stage.network for stage in log.record.stages] == ["shequ", "zongzhi"]


def test_recent_records_come_newest_first_and_other_files_are_passed_over(home: Home) -> None:
    for name in ("a", "b"):
        RunLog(home, name).finish(0, None)
    (home.runs / "broken.json").write_text("{")
    assert [record.run_id for record in recent(home)] == ["b", "a"]


@pytest.mark.parametrize("run_id", ["scheduled__2024-11-20T00:00:00+00:00", "r.1_x"])
def test_names_that_airflow_gives_are_accepted(home: Home, run_id: str) -> None:
    assert RunLog(home, run_id).record.run_id == run_id


@pytest.mark.parametrize("run_id", ["../up", "", "a/b", ".hidden", "x" * 201])
def test_names_that_are_no_file_names_are_refused(home: Home, run_id: str) -> None:
    with pytest.raises(ConfigurationError):
        RunLog(home, run_id)


def test_a_run_under_a_clock_set_back_is_still_the_last_one(home: Home) -> None:
    ahead = datetime.now(UTC) + timedelta(days=3)
    (home.runs / "first.json").write_text(
        RunRecord(run_id="first", started_at=ahead, finished_at=ahead, exit_code=0).model_dump_json()
    )
    for name in ("second", "third"):
        RunLog(home, name).finish(0, None)
    assert [record.run_id for record in recent(home)] == ["third", "second", "first"]
