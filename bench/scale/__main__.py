"""`make bench`, that is `python -m bench.scale --people 30000 331873`: the way to published marts by stage.

Each county is measured in a process of its own: a first run, then the day on which one record in a thousand
has changed. The limit is what no run can do without: every landed byte read and written once by DuckDB.
`land` is what a pull does with the platforms' answers once they are here, measured when the county was made.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.scale.day import change
from bench.scale.landing import Landed, land
from bench.scale.stages import Meter, limit, whole
from sandbox.world.build import create

_TITLES = ("people", "stage", "rows", "wall s", "CPU s", "peak GiB", "wall / limit")


def prepared(cache: Path, people: int, seed: int) -> Path:
    """Make a county and land it, once; returns a home that holds nothing else."""
    home = cache / f"{people}-{seed}"
    if not (home / "landed.json").exists():
        shutil.rmtree(home, ignore_errors=True)
        (home / "sandbox").mkdir(parents=True)
        create(home / "sandbox", people, seed, "default")
        meter, landed = Meter(), list[Landed]()
        with meter.stage("land", lambda: landed[0].records):
            landed.append(land(home / "sandbox" / "platforms.sqlite", home / "landing"))
        shutil.rmtree(home / "sandbox")
        (home / "landed.json").write_text(json.dumps([asdict(cost) for cost in meter.costs]))
    return home


def county_options(parser: argparse.ArgumentParser) -> None:
    """Add the options by which a landed county is made and found again, and the threads that work on it."""
    parser.add_argument("--seed", type=int, default=20241120)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--cache",
        type=Path,
        help="where landed counties are kept",
        default=Path(tempfile.gettempdir()) / "duowang-scale-bench",
    )


def measured(source: Path, threads: int, memory: str | None) -> dict[str, Any]:
    """Measure one county in this process, on a copy of its landing."""
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        home = Path(folder)
        shutil.copytree(source / "landing", home / "landing")
        floor = limit(home, threads, memory)
        first = whole(home, threads, memory)
        changed = change(home / "landing")
        second = whole(home, threads, memory)
    land = json.loads((source / "landed.json").read_text())
    return {"land": land, "changed": changed, "limit": floor, "first": first, "day": second}


def _in_a_process(source: Path, options: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.scale", "--one", str(source), "--threads", str(options.threads)]
    if options.memory:
        command += ["--memory", options.memory]
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONWARNINGS": "ignore"}
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _total(costs: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return {
        "stage": name,
        "rows": costs[-1]["rows"],
        "wall": sum(cost["wall"] for cost in costs),
        "cpu": sum(cost["cpu"] for cost in costs),
        "peak": max(cost["peak"] for cost in costs),
    }


def _rows(people: int, found: dict[str, Any]) -> list[str]:
    floor = found["limit"][0]["wall"]
    costs = [
        *found["limit"],
        *found["land"],
        *found["first"],
        _total(found["first"], "first run"),
        *({**cost, "stage": f"day: {cost['stage']}"} for cost in found["day"]),
        _total(found["day"], f"day ({found['changed']} records changed)"),
    ]
    return [
        _line(
            f"{people:,}", cost["stage"], f"{cost['rows']:,}", f"{cost['wall']:.1f}",
            f"{cost['cpu']:.1f}", f"{cost['peak']:.2f}", f"{cost['wall'] / floor:.1f}",
        )
        for cost in costs
    ]  # fmt: skip


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _growth(results: dict[int, dict[str, Any]]) -> list[str]:
    """Say with which power of the people the cost of a first run grew from one county to the next."""
    sizes = sorted(results)
    lines = []
    for small, large in pairwise(sizes):
        cpu = [_total(results[size]["first"], "")["cpu"] for size in (small, large)]
        exponent = math.log(cpu[1] / cpu[0]) / math.log(large / small)
        lines.append(f"from {small:,} to {large:,} people: CPU seconds grow with n^{exponent:.2f}")
    return lines


def _shares(results: dict[int, dict[str, Any]]) -> list[str]:
    """Say what part of a first run the day takes."""
    lines = []
    for people, found in sorted(results.items()):
        first, day = (_total(found[run], "") for run in ("first", "day"))
        shares = (
            f"{day['wall'] / first['wall']:.0%} of the wall and {day['cpu'] / first['cpu']:.0%} of the CPU"
        )
        lines.append(f"{people:,} people: the day takes {shares} seconds of a first run")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.scale", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[30_000, 331_873])
    parser.add_argument("--memory", help="limit of the database engine, e.g. 2GB; it spills beyond it")
    county_options(parser)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one, options.threads, options.memory)))
        return
    print(_line(*_TITLES), _line(*["---"] * len(_TITLES)), sep="\n")
    results = {}
    for people in sorted(options.people):
        results[people] = _in_a_process(prepared(options.cache, people, options.seed), options)
        print("\n".join(_rows(people, results[people])), flush=True)
    print(*_growth(results), *_shares(results), sep="\n")


if __name__ == "__main__":
    main()
