"""Runs of many counties: each in a process of its own, so many at once; one that fails stops no other.

dbt keeps its state in the process, and a county that runs out of memory or crashes must not take the others
with it: so they are processes, not threads.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from warehouse.counties.model import Counties, County
from warehouse.exit_codes import ExitCode
from warehouse.paths import Home
from warehouse.progress import Reporter

_COMMAND = (sys.executable, "-c", "from warehouse.cli.main import main; main(prog_name='duowang')")


@dataclass(frozen=True)
class CountyRun:
    """How the run of one county ended; `document` is what it answered, `told` why it failed."""

    county: str
    exit_code: ExitCode
    seconds: float
    told: str | None
    document: dict[str, Any]


def run_all(
    whole: Counties, hub: Home, arguments: Sequence[str], reporter: Reporter, *, at_once: int = 1
) -> list[CountyRun]:
    """Run one command for every county.

    Args:
        whole: the counties.
        hub: the home of the hub.
        arguments: the command and its options, without the county.
        reporter: told when a county begins and ends.
        at_once: how many run side by side; each uses as many threads as the settings give it.

    Returns:
        how each ended, in the order of the configuration.

    """

    def one(county: County) -> CountyRun:
        began = perf_counter()
        reporter.began(arguments[0], county.id)
        done = _run(county, hub, arguments, began)
        reporter.ended(arguments[0], county.id, done.seconds, done.told if done.exit_code else None)
        return done

    with ThreadPoolExecutor(max_workers=max(1, at_once)) as pool:
        return list(pool.map(one, whole.counties))


def worst(runs: Sequence[CountyRun]) -> ExitCode:
    """Give the exit code of all together: a county that published nothing weighs more than a stale one."""
    codes = {run.exit_code for run in runs}
    return max(codes - {ExitCode.PULL_INCOMPLETE}, default=ExitCode.OK) or max(codes, default=ExitCode.OK)


def _run(county: County, hub: Home, arguments: Sequence[str], began: float) -> CountyRun:
    command = [*_COMMAND, *arguments, "--county", county.id, "--home", str(hub.root), "--json"]
    done = subprocess.run(command, capture_output=True, check=False)
    document = _document(done.stdout)
    error = document.get("error") or {}
    code = _code(done.returncode)
    told = error.get("what") or document.get("run", {}).get("reason")
    if code and not told:
        told = f"its process ended with {done.returncode}"
    return CountyRun(county.id, code, round(perf_counter() - began, 2), told, document)


def _document(output: bytes) -> dict[str, Any]:
    """Read what the command answered; nothing when it was killed before it could."""
    try:
        return dict(json.loads(output))
    except ValueError:
        return {}


def _code(number: int) -> ExitCode:
    """Name an exit code; a process that a signal ended has none of ours."""
    return ExitCode(number) if number in {int(code) for code in ExitCode} else ExitCode.UNEXPECTED
