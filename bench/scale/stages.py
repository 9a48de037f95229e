"""One run from landed data to a published version, with what each stage takes.

Memory is the peak of the process within the stage: Linux lets a process reset its own peak.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from warehouse.landing.batches import batches, landed_files
from warehouse.paths import Home
from warehouse.pipeline import stages
from warehouse.pipeline.job import Job
from warehouse.settings import Settings

_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Cost:
    """What a stage took: seconds of wall and of CPU, and the peak of resident memory in GiB."""

    stage: str
    wall: float
    cpu: float
    peak: float


class Meter:
    """Measures stages of this process, one after the other."""

    def __init__(self) -> None:
        self.costs: list[Cost] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what is enclosed."""
        _RESET.write_text("5")
        wall, cpu = time.perf_counter(), _cpu()
        yield
        self.costs.append(Cost(name, time.perf_counter() - wall, _cpu() - cpu, _peak()))


def whole(home: Path, threads: int, memory: str | None) -> list[dict[str, object]]:
    """Go from landed data to a published version; returns the cost of each stage."""
    settings = Settings(Home.at(home), threads=threads, memory_limit=memory)
    job, meter = Job.of(settings), Meter()
    steps: dict[str, Callable[[Job], object]] = {
        "stage": stages.build_staging,
        "source gate": stages.check_sources,
        "link": stages.link,
        "model": stages.build_marts,
        "marts gate": stages.check_marts,
        "publish": stages.publish_build,
    }
    for name, step in steps.items():
        with meter.stage(name):
            step(job)
    return [asdict(cost) for cost in meter.costs]


def limit(home: Path, threads: int, memory: str | None) -> list[dict[str, object]]:
    """Read every landed byte and write it once, as one database file: what no run can do without."""
    target = home / "limit.duckdb"
    files = [str(file.path) for file in landed_files(batches(Home.at(home))) if file.rows]
    meter = Meter()
    with meter.stage("limit"), duckdb.connect(str(target), config={"threads": threads}) as connection:
        if memory:
            connection.execute("set memory_limit = $limit", {"limit": memory})
        for number, file in enumerate(files):
            connection.execute(f"create table landed_{number} as from read_parquet($file)", {"file": file})
    target.unlink()
    return [asdict(cost) for cost in meter.costs]


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _peak() -> float:
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024**2
