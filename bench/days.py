"""`python -m bench.days`: a county's days of increments, then a rebuild, and what each version publishes.

A sandbox county is served; each day that passes is pulled, and every so many days published. After the last
day everything is built anew from the landing alone. Each line tells the published figures that are off, and
how well the reports of one matter are joined; the last one the marts whose rows are not the increments'.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from bench.compared import differences
from bench.events.measure import measure
from sandbox.homes import pass_days, prepare, virtual_day
from sandbox.server import Connections, running

DUOWANG = Path(sys.executable).parent / "duowang"
DIRTS = ("none", "default", "heavy")
HEADER = (
    "| dirt | seed | day | received | events | figures | off | event P | event R | CPU s |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class World:
    """Which county is taken through the days."""

    dirt: str
    seed: int
    people: int
    faults: str


@dataclass(frozen=True)
class Line:
    """What one version holds; `off` names the figures that differ from the published ones."""

    world: World
    day: str
    received: int
    events: int
    figures: int
    off: tuple[str, ...]
    precision: float
    recall: float
    cpu_seconds: float

    def text(self) -> str:
        """Lay it out as a row of the table."""
        off = ", ".join(self.off) or "0"
        return (
            f"| {self.world.dirt} | {self.world.seed} | {self.day} | {self.received:,} | {self.events:,}"
            f" | {self.figures} | {off} | {self.precision:.4f} | {self.recall:.4f} | {self.cpu_seconds:.0f} |"
        )


class CommandError(RuntimeError):
    """`duowang` ended with an error."""


def hub(home: Path, *arguments: str, connections: Connections | None = None) -> dict[str, Any]:
    """Run `duowang` in a process of its own and return its document. Raises CommandError."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_CONN_")}
    for network, connection in (connections or {}).items():
        env[f"AIRFLOW_CONN_{network.upper()}"] = json.dumps(connection)
    env["DUOWANG_HOME"] = str(home)
    command = [str(DUOWANG), *arguments, "--json"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CommandError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr[-2000:]}")
    return dict(json.loads(done.stdout))


def lines(world: World, days: int, every: int, work: Path) -> Iterator[Line]:
    """Let the days pass and pull each; yield a line for each version, the rebuilt one last."""
    sandbox, home = work / "sandbox", work / "home"
    prepare(sandbox, people=world.people, seed=world.seed, dirt=world.dirt)
    with running(sandbox, world.faults, rate_scale=20) as connections:
        before = _cpu_seconds()
        for day in range(days + 1):
            if day:
                pass_days(sandbox, 1)
            if day % every and day != days:
                hub(home, "pull", connections=connections)
                continue
            hub(home, "run", connections=connections)
            yield _line(world, virtual_day(sandbox), home, sandbox, _cpu_seconds() - before)
            before = _cpu_seconds()
    before = _cpu_seconds()
    rebuilt = rebuild(home, work / "rebuilt")
    yield _line(world, "rebuilt", rebuilt, sandbox, _cpu_seconds() - before)


def rebuild(home: Path, rebuilt: Path) -> Path:
    """Build and publish from a copy of the landing and of the secret alone."""
    rebuilt.mkdir()
    for folder in ("landing", "secrets"):
        shutil.copytree(home / folder, rebuilt / folder)
    for command in ("build", "check", "publish"):
        hub(rebuilt, command)
    return rebuilt


def differing(one: Path, other: Path) -> list[str]:
    """Name the marts of two homes whose rows are not the same, with the rows of each side alone."""
    found = differences(_published(one), _published(other))
    return [f"{table} ({left} rows, then {right})" for table, (left, right) in found.items()]


def _line(world: World, day: str, home: Path, sandbox: Path, cpu_seconds: float) -> Line:
    with duckdb.connect(str(_published(home)), read_only=True) as connection:
        figures = connection.execute("select figure, difference from marts.mart_published_figures").fetchall()
        ((events,),) = connection.execute("select count(*) from marts.fct_event").fetchall()
        ((received,),) = connection.execute("select sum(received) from ops.load_ledger").fetchall()
    pairs = measure(_published(home), sandbox / "truth" / "events.parquet").overall
    off = tuple(f"{figure} by {difference}" for figure, difference in figures if difference != 0)
    return Line(world, day, received, events, len(figures), off, pairs.precision, pairs.recall, cpu_seconds)


def _published(home: Path) -> Path:
    return (home / "published" / "current").resolve() / "hub.duckdb"


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.days", description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--publish-every", type=int, default=1, help="days from one version to the next")
    parser.add_argument("--dirt", choices=DIRTS, nargs="+", default=["default"])
    parser.add_argument("--seed", type=int, nargs="+", default=[7])
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--faults", default="none", help="a plan as `python -m sandbox up --faults` takes")
    parser.add_argument("--work", type=Path, help="keep the homes here (default: a temporary folder)")
    return parser.parse_args(arguments)


def main() -> None:
    """Print the table while it grows; exit 1 when a figure was off or the rebuild gave other marts."""
    options = _options()
    worlds = [
        World(dirt, seed, options.people, options.faults) for dirt in options.dirt for seed in options.seed
    ]
    is_good = True
    sys.stdout.write(f"{HEADER}\n")
    with tempfile.TemporaryDirectory(prefix="duowang-days-") as scratch:
        for world in worlds:
            work = (options.work or Path(scratch)) / f"{world.dirt}-{world.seed}"
            work.mkdir(parents=True)
            for line in lines(world, options.days, options.publish_every, work):
                sys.stdout.write(f"{line.text()}\n")
                sys.stdout.flush()
                is_good = is_good and not line.off
            differences = differing(work / "home", work / "rebuilt")
            is_good = is_good and not differences
            told = ", ".join(differences) or "none"
            sys.stdout.write(f"\nmarts of the rebuild that differ from the increments': {told}\n\n")
            if options.work is None:
                shutil.rmtree(work)
    raise SystemExit(0 if is_good else 1)


if __name__ == "__main__":
    main()
