"""`python -m bench.engines.whole --people 3000 30000`: what both engines take from one landing to the marts.

Residents are linked once, by DuckDB, which both ways need; then DuckDB builds the rest, and Spark all layers
anew. Each step is a process of its own; seconds of processors are those of all processes that it starts.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.engines.costs import measured
from bench.scale.__main__ import county_options, prepared
from bench.scale.stages import written
from warehouse import build_state, pipeline
from warehouse.landing.batches import batches, landed_files
from warehouse.paths import Home
from warehouse.pipeline.on_spark import build_on_spark
from warehouse.runs import new_run_id
from warehouse.settings import Settings

HEADER = "| people | landed records | step | rows | CPU s | wall s |\n|---|---:|---|---:|---:|---:|"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line a county and step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[3000, 30_000])
    parser.add_argument("--memory", default="2GB")
    county_options(parser)
    parser.add_argument("--step", choices=sorted(STEPS), help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.step:
        settings = Settings(Home.at(given.home).prepare(), threads=given.threads, memory_limit=given.memory)
        print(json.dumps({"rows": STEPS[given.step](settings)}))
        return
    print(HEADER, flush=True)
    for people in given.people:
        source = prepared(given.cache, people, given.seed)
        options = ["--threads", str(given.threads), "--memory", given.memory]
        with tempfile.TemporaryDirectory(dir=given.cache) as folder:
            shutil.copytree(source / "landing", Path(folder) / "landing")
            _measure(people, Path(folder), options)


def _measure(people: int, home: Path, options: Sequence[str]) -> None:
    landed = sum(file.rows for file in landed_files(batches(Home.at(home))))
    for step in STEPS:
        cost = measured(["-m", "bench.engines.whole", "--home", str(home), "--step", step, *options])
        rows = json.loads(cost.told)["rows"]
        print(
            f"| {people:,} | {landed:,} | {step} | {rows:,} | {cost.cpu:.0f} | {cost.wall:.0f} |", flush=True
        )


def _link(settings: Settings) -> int:
    run_id = new_run_id()
    pipeline.build_staging(settings, run_id)
    return pipeline.link(settings, run_id, secret=os.urandom(32)).records


def _by_duckdb(settings: Settings) -> int:
    pipeline.build_marts(settings)
    return written(settings.home, "marts", "ops")


def _by_spark(settings: Settings) -> int:
    _, published = build_on_spark(settings, build_state.require(settings.home, None).run_id)
    return sum(published.rows.values())


STEPS: dict[str, Callable[[Settings], int]] = {
    "DuckDB: staging, linkage": _link,
    "DuckDB: the rest": _by_duckdb,
    "Spark: everything anew": _by_spark,
}


if __name__ == "__main__":
    main()
