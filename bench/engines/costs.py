"""What a command costs with all processes that it starts: Spark's virtual machine, and its workers."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Cost:
    """Seconds of processors and of the clock, and the last line that the command printed."""

    cpu: float
    wall: float
    told: str


def measured(arguments: Sequence[str]) -> Cost:
    """Run Python with some arguments, and wait for whatever it leaves running.

    Linux only: this process adopts what its children leave behind, so that their seconds are counted.

    Raises:
        CalledProcessError: the command failed.

    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began, spent = time.perf_counter(), _of_children()
    quiet = os.environ | {"PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, *arguments], check=True, stdout=subprocess.PIPE, text=True, env=quiet
    )
    wall = time.perf_counter() - began
    with suppress(ChildProcessError):  # nobody is left
        while True:
            os.waitpid(-1, 0)
    return Cost(_of_children() - spent, wall, done.stdout.splitlines()[-1])


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
