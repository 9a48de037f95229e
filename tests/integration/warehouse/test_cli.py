from __future__ import annotations

import json
import logging
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.integration.warehouse.landed import land
from warehouse import build_state
from warehouse.cli.main import main
from warehouse.exit_codes import ExitCode
from warehouse.locks import HUB, exclusive
from warehouse.own_log import logging_to
from warehouse.paths import Home
from warehouse.publication import current_version, publish, versions
from warehouse.runs import RunLog
from warehouse.settings import Settings

CONNECTIONS = ("ZONGZHI", "CHENGGUAN", "SHEQU", "XIANGCUN")


@pytest.fixture(autouse=True)
def no_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CONNECTIONS:
        monkeypatch.delenv(f"AIRFLOW_CONN_{name}", raising=False)


@pytest.fixture
def home(settings: Settings) -> Home:
    return settings.home


def duowang(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--home", str(home.root)], catch_exceptions=False)


def document(result: Result) -> dict[str, Any]:
    """Read standard output, which with --json is one document and nothing else."""
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def publish_twice(settings: Settings) -> list[str]:
    for minute in range(2):
        publish(settings, f"run-{minute}", [], now=datetime(2024, 11, 20, 12, minute, tzinfo=UTC))
    return versions(settings.home)


def test_all_missing_connections_are_named_at_once_and_nothing_is_asked(home: Home) -> None:
    result = duowang(home, "run")
    assert result.exit_code == ExitCode.USAGE
    assert all(f"AIRFLOW_CONN_{name}" in result.stderr for name in CONNECTIONS)
    assert list(home.landing.iterdir()) == []


def test_networks_that_are_named_need_only_their_own_connections(home: Home) -> None:
    result = duowang(home, "pull", "zongzhi")
    assert result.exit_code == ExitCode.USAGE
    assert "AIRFLOW_CONN_ZONGZHI" in result.stderr
    assert "AIRFLOW_CONN_SHEQU" not in result.stderr


def test_an_unknown_network_is_answered_with_those_there_are(home: Home) -> None:
    result = duowang(home, "pull", "zongzi")
    assert result.exit_code == ExitCode.USAGE
    assert "zongzhi" in result.stderr


def test_a_malformed_connection_names_its_variable_and_not_its_content(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SHEQU", '{"host": "http://127.0.0.1:1", "password": "sesame"')
    result = duowang(home, "pull", "shequ")
    assert result.exit_code == ExitCode.USAGE
    assert "AIRFLOW_CONN_SHEQU" in result.stderr
    assert "sesame" not in result.output


@pytest.mark.parametrize("command", ["check", "publish", "rollback"])
def test_commands_that_come_too_early_say_what_to_do_first(home: Home, command: str) -> None:
    result = duowang(home, command, "--json")
    assert result.exit_code == ExitCode.NOTHING_TO_PUBLISH
    assert document(result)["error"]["fix"]


def test_an_unchecked_build_is_not_published(built: Settings) -> None:
    build_state.begin(built.home, "r1")
    for step in ("staging", "link", "marts"):
        build_state.mark(built.home, step)
    result = duowang(built.home, "publish")
    assert result.exit_code == ExitCode.NOTHING_TO_PUBLISH
    assert "duowang check" in result.stderr
    assert versions(built.home) == []


def test_a_checked_build_is_published_and_its_tables_are_listed(built: Settings) -> None:
    build_state.begin(built.home, "r1")
    for step in build_state.ALL:
        build_state.mark(built.home, step)
    result = duowang(built.home, "publish")
    assert result.exit_code == ExitCode.OK
    assert "marts.fct_event" in result.stdout
    assert f"{current_version(built.home)}/hub.duckdb" in result.stdout.replace("\n", "")


def test_rollback_swaps_back_and_tells_the_version(built: Settings) -> None:
    first, second = publish_twice(built)
    assert document(duowang(built.home, "rollback", "--json")) == {"current": first}
    assert document(duowang(built.home, "rollback", "--to", second, "--json")) == {"current": second}
    assert current_version(built.home) == second


def test_readers_can_be_sent_back_while_a_run_is_under_way(built: Settings) -> None:
    first, _ = publish_twice(built)
    with exclusive(built.home, HUB, "duowang run r0"):
        assert document(duowang(built.home, "rollback", "--json")) == {"current": first}


@pytest.mark.parametrize("command", [["build"], ["publish"], ["check"]])
def test_a_second_run_is_told_about_the_first(built: Settings, command: list[str]) -> None:
    build_state.begin(built.home, "r1")
    with exclusive(built.home, HUB, "duowang run r0"):
        result = duowang(built.home, *command)
    assert result.exit_code == ExitCode.LOCKED
    assert "duowang run r0" in result.stderr


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = duowang(Home.at(tmp_path / "file" / "home"), "build")
    assert result.exit_code == ExitCode.HOME_UNUSABLE
    assert str(tmp_path / "file" / "home") in result.stderr.replace("\n", "")


def test_a_damaged_landing_stops_the_build_before_anything_is_built_on_it(home: Home) -> None:
    path = land(home, "shequ", "tickets", [{"_record_id": "1"}]).folder / "part-00000.parquet"
    path.write_bytes(b"PAR1 nothing PAR1")
    result = duowang(home, "build", "--json")
    assert result.exit_code == ExitCode.LANDING_CORRUPT
    assert document(result)["error"]["where"] == str(path)


def test_status_looks_without_making_anything(tmp_path: Path) -> None:
    result = duowang(Home.at(tmp_path / "nothing yet"), "status")
    assert result.exit_code == ExitCode.OK
    assert "never pulled" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_status_tells_what_failed_and_what_readers_see(built: Settings) -> None:
    publish_twice(built)
    with pytest.raises(ZeroDivisionError), RunLog(built.home, "r9").stage("link"):
        raise ZeroDivisionError
    found = document(duowang(built.home, "status", "--json"))
    assert found["last_run"]["run_id"] == "r9"
    assert found["last_outcome"] == "failed in link"
    assert found["current"] == versions(built.home)[-1]
    assert found["running"] is None


def test_a_run_whose_process_is_gone_is_shown_as_interrupted(home: Home) -> None:
    code = (
        "import os, sys; from warehouse.paths import Home; from warehouse.runs import RunLog\n"
        "with RunLog(Home.at(sys.argv[1]), 'r1').stage('marts'): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(home.root)], check=False)
    assert document(duowang(home, "status", "--json"))["last_outcome"].startswith("interrupted")


def test_the_log_lies_in_the_home_and_not_on_the_screen(home: Home) -> None:
    result = duowang(home, "status", "--json")
    assert result.stderr == ""
    assert "running" in document(result)


def test_a_log_on_a_full_disk_neither_ends_a_command_nor_covers_its_answer(
    home: Home, capfd: pytest.CaptureFixture[str]
) -> None:
    (home.logs / "duowang.log").symlink_to("/dev/full")
    with logging_to(home):
        logging.getLogger("warehouse.dbt_runner").info("a model is done")
    assert capfd.readouterr() == ("", "")


def test_a_run_that_was_killed_between_two_stages_is_interrupted_too(home: Home) -> None:
    code = (
        "import os, sys; from warehouse.paths import Home; from warehouse.runs import RunLog\n"
        "log = RunLog(Home.at(sys.argv[1]), 'r1')\n"
        "with log.whole():\n"
        "    with log.stage('link'): pass\n"
        "    os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(home.root)], check=False)
    assert document(duowang(home, "status", "--json"))["last_outcome"].startswith("interrupted")


def test_a_run_whose_process_lives_is_running_and_one_that_has_ended_is_not(home: Home) -> None:
    log = RunLog(home, "r1")
    with log.whole():
        assert document(duowang(home, "status", "--json"))["last_outcome"] == "running"
        log.finish(0, None)
        assert document(duowang(home, "status", "--json"))["last_outcome"] == "ok"
    assert not list(home.locks.glob("run-*"))


def test_help_lists_every_command() -> None:
    text = CliRunner().invoke(main, ["--help"]).output
    for command in ("pull", "build", "check", "publish", "run", "status", "rollback", "sandbox"):
        assert f"  {command} " in text


def test_the_sandbox_command_hands_over_with_its_exit_code() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "from warehouse.cli.main import main; main()", "sandbox", "no-such-command"],
        capture_output=True,
        check=False,
    )
    assert found.returncode == ExitCode.USAGE


def test_versions_are_kept_as_the_setting_says(built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUOWANG_KEEP_VERSIONS", "1")
    publish_twice(built)
    build_state.begin(built.home, "r1")
    for step in build_state.ALL:
        build_state.mark(built.home, step)
    assert duowang(built.home, "publish").exit_code == ExitCode.OK
    assert versions(built.home) == [current_version(built.home)]
