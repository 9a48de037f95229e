"""`python -m bench.events HOME…`: join the reports of sandbox worlds and measure them against their truth."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from bench.events.hard import PROFILES, harden
from bench.events.landed import land
from bench.events.measure import Counts, Outcome, measure, probabilities
from bench.events.missed import missed_pairs
from bench.events.placement import TITLES, placements
from warehouse.database import spatial_extension
from warehouse.errors import BuildFailedError
from warehouse.paths import dbt_project

_SELECTED = ("+fct_event_report", "+fct_visit")


def build(project: Path, work: Path, database: Path) -> None:
    """Run seeds and models up to the reports of events, without tests.

    Raises BuildFailedError when a model fails.
    """
    os.environ |= {"DUOWANG_BUILD_DB": str(database), "DUOWANG_SPATIAL_EXTENSION": str(spatial_extension())}
    arguments = ["build", "--quiet", "--project-dir", str(project), "--profiles-dir", str(project)]
    arguments += ["--target-path", str(work / "target"), "--log-path", str(work / "logs")]
    arguments += ["--select", *_SELECTED, "--exclude", "resource_type:test", "resource_type:unit_test"]
    outcome = dbtRunner().invoke(arguments)
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    if not outcome.success:
        nodes = getattr(outcome.result, "results", [])
        failed = [f"{node.node.name}: {node.message}" for node in nodes if str(node.status) == "error"]
        raise BuildFailedError(
            f"the models of events failed: {failed or outcome.exception}",
            where=str(project),
            fix="run dbt build",
        )


def joined(sandbox_home: Path, project: Path, work: Path) -> tuple[Path, float]:
    """Land and build one world; returns the build database and the seconds that dbt took."""
    work.mkdir(parents=True, exist_ok=True)
    database = work / "build.duckdb"
    land(sandbox_home, database)
    began = time.perf_counter()
    build(project, work, database)
    return database, time.perf_counter() - began


def line(name: str, counts: Counts) -> str:
    """Lay out one row of figures."""
    return (
        f"  {name:<16} precision {counts.precision:.4f}  recall {counts.recall:.4f}"
        f"  joined {counts.claimed}  right {counts.right}  to join {counts.real}\n"
    )


def report(home: Path, outcome: Outcome, bands: list[tuple[float, float, int, float]]) -> str:
    """Lay out what one world gave."""
    text = f"{home}  ({outcome.reports} reports)\n"
    text += line("all pairs", outcome.overall)
    text += line("by reference", outcome.by_reference)
    text += line("by place, time", outcome.by_place)
    for low, stated, count, right in bands:
        text += f"    stated {low:.2f}+: mean {stated:.3f}, right {right:.3f} of {count}\n"
    return text


def reasons(database: Path, home: Path) -> str:
    """Lay out why pairs were missed."""
    missed = missed_pairs(database, truth_of(home))
    return "".join(f"    missed {count:5}  {reason}\n" for reason, count in missed)


def places(database: Path, home: Path) -> str:
    """Lay out how records were placed."""
    rows = [TITLES, *(placed.cells() for placed in placements(database, home))]
    return "".join(f"  | {' | '.join(row)} |\n" for row in rows)


def truth_of(home: Path) -> Path:
    """Return the file that tells which reports are one matter."""
    return home / "truth" / "events.parquet"


def main() -> None:
    """Measure each home given; with --hub, what a published hub made of one home's reports."""
    parser = argparse.ArgumentParser(prog="bench.events", description=__doc__)
    parser.add_argument("homes", nargs="+", type=Path, help="sandbox homes (platforms.sqlite and truth/)")
    parser.add_argument("--hub", type=Path, help="measure this hub.duckdb instead of building")
    parser.add_argument("--project", type=Path, default=dbt_project())
    parser.add_argument("--work", type=Path, help="where to build (default: a temporary folder)")
    parser.add_argument("--hard", choices=PROFILES, help="make the reports harder to join first")
    parser.add_argument("--seed", type=int, default=1, help="of what --hard draws")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="duowang-bench-") as scratch:
        for number, original in enumerate(options.homes):
            work = (options.work or Path(scratch)) / str(number)
            home = original
            if options.hard:
                home = harden(original, work / "hard", PROFILES[options.hard], options.seed)
            database, seconds = (options.hub, 0.0) if options.hub else joined(home, options.project, work)
            truth = truth_of(home)
            sys.stdout.write(report(original, measure(database, truth), probabilities(database, truth)))
            if not options.hub:
                sys.stdout.write(reasons(database, home))
                sys.stdout.write(f"  built in {seconds:.1f} s\n")
            # a matter moved next to another lies elsewhere than its truth says
            if not options.hub and not options.hard:
                sys.stdout.write(places(database, home))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
