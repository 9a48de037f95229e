from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.errors import LockedError
from warehouse.exit_codes import ExitCode
from warehouse.locks import HUB, exclusive, holder, lock_file
from warehouse.paths import Home

HOLDER = """
import sys
from warehouse.locks import exclusive
from warehouse.paths import Home
with exclusive(Home.at(sys.argv[1]), "hub", "duowang run r1"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "数据 home").prepare()


def start_holder(home: Home) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLDER, str(home.root)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_told_who_holds_the_lock(home: Home) -> None:
    process = start_holder(home)
    with pytest.raises(LockedError, match="duowang run r1") as caught, exclusive(home, HUB, "second"):
        pytest.fail("two processes held the lock")
    assert str(process.pid) in caught.value.what
    assert caught.value.exit_code is ExitCode.LOCKED
    assert holder(home, HUB) == f"duowang run r1 (process {process.pid})"
    process.communicate("end\n", timeout=30)


def test_a_lock_ends_with_its_process_even_when_it_is_killed(home: Home) -> None:
    process = start_holder(home)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=30)
    assert holder(home, HUB) is None
    with exclusive(home, HUB, "next"):
        assert holder(home, HUB) == f"next (process {os.getpid()})"


def test_a_lock_is_free_after_its_work_and_after_an_error(home: Home) -> None:
    with pytest.raises(ZeroDivisionError), exclusive(home, HUB, "first"):
        raise ZeroDivisionError
    with exclusive(home, HUB, "second"):
        pass
    assert holder(home, HUB) is None


def test_locks_of_different_names_do_not_disturb_each_other(home: Home) -> None:
    with exclusive(home, HUB, "run"), exclusive(home, "pull-shequ", "pull"):
        assert holder(home, "pull-shequ") is not None


def test_asking_about_a_lock_that_was_never_taken_makes_no_file(home: Home) -> None:
    assert holder(home, HUB) is None
    assert list(home.locks.iterdir()) == []


def test_asking_about_a_lock_writes_nothing_so_a_read_only_home_can_be_looked_at(home: Home) -> None:
    with exclusive(home, HUB, "run"):
        before = lock_file(home, HUB).stat()
        lock_file(home, HUB).chmod(0o444)
        assert holder(home, HUB) == f"run (process {os.getpid()})"
    assert lock_file(home, HUB).stat().st_mtime_ns == before.st_mtime_ns
