"""Land the same records in several ways, each in a process of its own: `python -m bench.ingest`.

One server process lists the records to all. CPU seconds (user and system) and peak memory are those of the
process that lands; starting and importing count as memory, not as time. dlt sends nothing out.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.ingest.ways import WAYS

PEER = "dlt arrow"
# dlt sends nothing out, and does not ask Airflow, which only happens to be installed here, for each setting
_QUIET = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "CRITICAL",
    "PROVIDERS__ENABLE_AIRFLOW_SECRETS": "false",
    "PROVIDERS__ENABLE_GOOGLE_SECRETS": "false",
}


@dataclass(frozen=True)
class Measured:
    """What one way took. Seconds; `peak` is the most resident memory in MB."""

    records: int
    wall: float
    cpu: float
    peak: float

    @property
    def pace(self) -> float:
        """Records in a second of CPU."""
        return self.records / self.cpu


def measure(way: str, base: str) -> Measured:
    """Land the records in this process."""
    with tempfile.TemporaryDirectory(prefix="bench-ingest-") as folder:
        pull = WAYS[way](base, Path(folder) / "out")
        before, began = _cpu(), time.perf_counter()
        records = pull()
        return Measured(records, time.perf_counter() - began, _cpu() - before, _peak())


@contextmanager
def platform(records: int, latency: float) -> Iterator[str]:
    """Serve the records from a process of their own."""
    command = [sys.executable, "-m", "bench.ingest.server"]
    options = ["--records", str(records), "--latency", str(latency)]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as server:
        try:
            port = server.stdout.readline() if server.stdout else ""
            yield f"http://127.0.0.1:{int(port)}"
        finally:
            server.terminate()


def in_a_process(way: str, base: str) -> Measured:
    """Land the records in a fresh process."""
    command = [sys.executable, "-m", "bench.ingest", "--one", way, "--base", base]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | _QUIET)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def table(latency: float, found: dict[str, list[Measured]]) -> Iterator[str]:
    """The best run of each way, by CPU, as Markdown."""
    best = {way: min(runs, key=lambda run: run.cpu) for way, runs in found.items()}
    yield f"latency {latency * 1000:.0f} ms"
    yield f"| way | records | wall s | CPU s | records/CPU-s | x {PEER} | peak MB |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for way, run in best.items():
        ratio = f"{run.pace / best[PEER].pace:.2f}" if PEER in best else "·"
        yield (
            f"| {way} | {run.records:,} | {run.wall:.1f} | {run.cpu:.2f} | {run.pace:,.0f} | {ratio} "
            f"| {run.peak:.0f} |"
        )


def main() -> None:
    """Print a table for each latency."""
    options = argparse.ArgumentParser(prog="bench.ingest", description=__doc__)
    options.add_argument("--records", type=int, default=500_000)
    options.add_argument(
        "--latency", type=float, nargs="*", default=[0.0, 0.05], help="seconds an answer waits"
    )
    options.add_argument(
        "--runs", type=int, default=1, help="runs of each way; the one with the least CPU counts"
    )
    options.add_argument("--way", choices=WAYS, nargs="*", default=list(WAYS))
    options.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    options.add_argument("--base", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        print(json.dumps(asdict(measure(given.one, given.base))))
        return
    for latency in given.latency:
        found: dict[str, list[Measured]] = {way: [] for way in given.way}
        with platform(given.records, latency) as base:
            for _ in range(given.runs):
                for way in given.way:
                    found[way].append(in_a_process(way, base))
        print(*table(latency, found), sep="\n", flush=True)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak() -> float:
    """The peak of this process alone: `ru_maxrss` would keep that of the process it was forked from."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main()
