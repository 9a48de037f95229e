"""`python -m sandbox` starts, tells about, advances and stops the platforms of a home."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.cli.lock import server_pid
from tests.support.platform_clients import xiangcun_get, zongzhi_login
from tests.support.tiny_store import make_store, tiny_rows


def sandbox(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    command = [sys.executable, "-m", "sandbox", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Path]:
    """A tiny home that `up` serves; stopped afterwards."""
    home = make_store(tmp_path / "home", tiny_rows())
    started = sandbox("up", "--home", home, "--ports", "0")
    assert started.returncode == 0, started.stderr
    yield home
    sandbox("down", "--home", home)


def connections_of(home: Path) -> dict[str, dict[str, str]]:
    return dict(json.loads((home / "connections.json").read_text()))


def test_up_answers_before_it_returns_and_down_stops_it(served: Path) -> None:
    connections = connections_of(served)
    assert set(connections) == {f"AIRFLOW_CONN_{n}" for n in ("ZONGZHI", "CHENGGUAN", "SHEQU", "XIANGCUN")}
    assert zongzhi_login(connections["AIRFLOW_CONN_ZONGZHI"])["Authorization"]
    assert server_pid(served) is not None
    assert sandbox("down", "--home", served).returncode == 0
    assert server_pid(served) is None
    assert not (served / "connections.json").exists()
    assert sandbox("down", "--home", served).returncode == 0


def test_env_prints_lines_a_shell_can_source(served: Path) -> None:
    printed = sandbox("env", "--home", served).stdout
    values = dict(shlex.split(line)[1].split("=", 1) for line in printed.splitlines())
    assert {name: json.loads(text) for name, text in values.items()} == connections_of(served)
    assert (served / "connections.env").read_text() == printed
    assert (served / "connections.env").stat().st_mode & 0o077 == 0


def test_up_again_changes_nothing(served: Path) -> None:
    before, pid = connections_of(served), server_pid(served)
    assert sandbox("up", "--home", served, "--ports", "0").returncode == 0
    assert (connections_of(served), server_pid(served)) == (before, pid)


def test_a_killed_server_is_not_taken_for_a_running_one(served: Path) -> None:
    pid = server_pid(served)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    again = sandbox("up", "--home", served, "--ports", "0")
    assert again.returncode == 0, again.stderr
    assert server_pid(served) not in (None, pid)


def test_a_port_in_use_is_told(served: Path, tmp_path: Path) -> None:
    taken = connections_of(served)["AIRFLOW_CONN_SHEQU"]["host"].split(":")[2].split("/")[0]
    other = make_store(tmp_path / "other", tiny_rows())
    failed = sandbox("up", "--home", other, "--ports", f"0,0,{taken},0")
    assert failed.returncode == 1
    assert "did not start" in failed.stderr
    assert server_pid(other) is None


@pytest.mark.parametrize(
    "arguments", [("--ports", "1,2"), ("--ports", "x"), ("--faults", "gremlins"), ("--faults", "null_data:2")]
)
def test_wrong_options_are_told(tmp_path: Path, arguments: tuple[str, str]) -> None:
    failed = sandbox("up", "--home", tmp_path, *arguments)
    assert failed.returncode == 2
    assert arguments[0] in failed.stderr


def test_a_home_without_a_world_cannot_be_served_or_advanced(tmp_path: Path) -> None:
    for command in ("serve", "advance", "env"):
        failed = sandbox(command, "--home", tmp_path)
        assert (failed.returncode, "Traceback" in failed.stderr) == (1, False)


def test_another_world_than_the_one_there_is_refused(tmp_path: Path) -> None:
    home = make_store(tmp_path, tiny_rows(), seed=7)
    failed = sandbox("up", "--home", home, "--seed", "8")
    assert failed.returncode == 1
    assert "seed 7, not 8" in failed.stderr


def test_faults_are_listed(tmp_path: Path) -> None:
    assert "truncated_json" in sandbox("faults").stdout


def test_a_new_home_has_a_world_three_days_old_and_passes_days_while_served(tmp_path: Path) -> None:
    home = tmp_path / "county"
    started = sandbox("up", "--home", home, "--people", "200", "--ports", "0", "--faults", "none")
    assert started.returncode == 0, started.stderr
    try:
        conn = connections_of(home)["AIRFLOW_CONN_XIANGCUN"]
        assert xiangcun_get(conn, "index.json").json()["days"] == ["2024-11-18", "2024-11-19", "2024-11-20"]
        assert sandbox("advance", "--home", home, "--days", "2").returncode == 0
        days = xiangcun_get(conn, "index.json").json()["days"]
        assert days[-2:] == ["2024-11-21", "2024-11-22"]
    finally:
        sandbox("down", "--home", home)
