"""One run from landed data to a published version, with what each stage takes.

Memory is the peak of the process within the stage: Linux lets a process reset its own peak.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from warehouse.landing.batches import batches, landed_files
from warehouse.paths import Home
from warehouse.pipeline import stages
from warehouse.pipeline.job import Job
from warehouse.settings import Settings

_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")

Rows = Callable[[Job, Any], int]
"""Counts the rows of a stage from the run and what the stage gave back."""


@dataclass(frozen=True)
class Cost:
    """What a stage did and took: rows, seconds of wall and of CPU, the peak of resident memory in GiB.

    The rows of a gate are the rules that it judged, those of the others what they wrote.
    """

    stage: str
    rows: int
    wall: float
    cpu: float
    peak: float


class Meter:
    """Measures stages of this process, one after the other."""

    def __init__(self) -> None:
        self.costs: list[Cost] = []

    @contextmanager
    def stage(self, name: str, rows: Callable[[], int]) -> Iterator[None]:
        """Measure what is enclosed; `rows` is asked after it."""
        _RESET.write_text("5")
        wall, cpu = time.perf_counter(), _cpu()
        yield
        took = time.perf_counter() - wall, _cpu() - cpu, _peak()
        self.costs.append(Cost(name, rows(), *took))


def whole(home: Path, threads: int, memory: str | None) -> list[dict[str, object]]:
    """Go from landed data to a published version; returns the cost of each stage."""
    settings = Settings(Home.at(home), threads=threads, memory_limit=memory)
    job, meter = Job.of(settings), Meter()
    for name, (step, rows) in _STEPS.items():
        done: list[Any] = []
        with meter.stage(name, partial(_counted, rows, job, done)):
            done.append(step(job))
    return [asdict(cost) for cost in meter.costs]


def _counted(rows: Rows, job: Job, done: Sequence[Any]) -> int:
    return rows(job, done[0])


def _written(*schemas: str) -> Rows:
    """Count what tables of the build hold."""

    def rows(job: Job, _: object) -> int:
        return written(job.home, *schemas)

    return rows


def written(home: Home, *schemas: str) -> int:
    """Count the rows of the build's tables in some schemas."""
    with duckdb.connect(str(home.build_db), read_only=True) as build:
        counted = build.execute(
            "select sum(estimated_size) from duckdb_tables() where list_contains($schemas, schema_name)",
            {"schemas": schemas},
        ).fetchone()
    return int(counted[0] or 0) if counted else 0


_STEPS: dict[str, tuple[Callable[[Job], Any], Rows]] = {
    "stage": (stages.build_staging, _written("reference", "staging")),
    "source gate": (stages.check_sources, lambda _, results: len(results)),
    "link": (stages.link, _written("identity")),
    "model": (stages.build_marts, _written("conformed", "marts", "ops")),
    "marts gate": (stages.check_marts, lambda _, results: len(results)),
    "publish": (stages.publish_build, lambda _, publication: sum(publication.row_counts.values())),
}


def limit(home: Path, threads: int, memory: str | None) -> list[dict[str, object]]:
    """Read every landed byte and write it once, as one database file: what no run can do without."""
    target = home / "limit.duckdb"
    files = [file for file in landed_files(batches(Home.at(home))) if file.rows]
    rows = sum(file.rows for file in files)
    meter = Meter()
    with (
        meter.stage("limit", lambda: rows),
        duckdb.connect(str(target), config={"threads": threads}) as connection,
    ):
        if memory:
            connection.execute("set memory_limit = $limit", {"limit": memory})
        for number, file in enumerate(files):
            connection.execute(
                f"create table landed_{number} as from read_parquet($file)", {"file": str(file.path)}
            )
    target.unlink()
    return [asdict(cost) for cost in meter.costs]


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _peak() -> float:
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024**2
