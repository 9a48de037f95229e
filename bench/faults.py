"""Pull every network under every fault and print how it ends: `python -m bench.faults` (`make faults`).

Each cell is one first pull of one network from a county of its own, compared record by record and value by
value with what the platform shows.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from connectors.engine.errors import ConnectorError
from connectors.engine.report import PullReport, StreamReport
from sandbox.faults.catalogue import CATALOGUE
from sandbox.faults.plan import Plan
from sandbox.platforms.guide import UPDATE_FIELDS
from tests.support.completeness import difference, half_committed, is_late
from tests.support.county import PLAYED, copy_of, make_county
from tests.support.pulling import plan_of, pull_once

RATES = (0.01, 0.2)
COMPLETE, LATE, NAMED, LOSS, CRASH = (
    "complete",
    "complete, to the day listed",
    "named failure",
    "LOSS",
    "CRASH",
)
_MIXES = ("mixed", "all")
# a record that moves, or a day issued again, has another update time than the one it was landed with
_NEW_TIMES = frozenset({"record_moves", "reissued_drop", *_MIXES})


@dataclass(frozen=True)
class Row:
    """One line of the table: a fault, or a mix of all, at a rate; the outcome by network ("" = not shown)."""

    fault: str
    rate: float
    outcomes: dict[str, str]


def rows(home: Path, work: Path, faults: list[str], rates: tuple[float, ...]) -> Iterator[Row]:
    """Pull under each fault at each rate, and yield how it ended."""
    for fault in faults:
        shown_by = CATALOGUE[fault].networks if fault in CATALOGUE else frozenset(PLAYED)
        for rate in rates:
            plan = plan_of(f"{fault}:{rate}")
            outcomes = {n: outcome(home, work, n, plan, fault) for n in PLAYED if n in shown_by}
            yield Row(fault, rate, outcomes)


def outcome(home: Path, work: Path, network: str, plan: Plan, fault: str) -> str:
    """Pull one network once from a copy of the county, and judge what was landed."""
    shutil.rmtree(work, ignore_errors=True)
    county, landing = copy_of(home, work / "county"), work / "landing"
    try:
        report = pull_once(county, landing, network, plan)
    except ConnectorError as error:
        return f"{NAMED} ({type(error).__name__})"
    except Exception as error:  # noqa: BLE001 - a crash is an outcome to be shown
        return f"{CRASH} ({type(error).__name__})"
    return _judged(report, county, landing, plan, fault)


def _judged(report: PullReport, county: Path, landing: Path, plan: Plan, fault: str) -> str:
    lost = [stream for stream in report.streams if not _is_sound(stream, county, landing, plan, fault)]
    if lost:
        return f"{LOSS} ({', '.join(stream.stream for stream in lost)})"
    if kinds := sorted({stream.error_kind or "" for stream in report.failed}):
        return f"{NAMED} ({', '.join(kinds)}: {len(report.failed)} of {len(report.streams)} streams)"
    late = (is_late(county, landing, stream.network, stream.stream) for stream in report.streams)
    return LATE if any(late) else COMPLETE


def _is_sound(stream: StreamReport, county: Path, landing: Path, plan: Plan, fault: str) -> bool:
    """Whether a stream holds all that is shown, or has failed; and no batch of it is half committed."""
    network, name = stream.network, stream.stream
    if half_committed(county, landing, network, name, plan):
        return False
    if stream.status == "failed":
        return bool(stream.error_kind and stream.error)
    apart = frozenset({UPDATE_FIELDS[network]}) if fault in _NEW_TIMES else frozenset()
    return not difference(county, landing, network, name, plan, apart)


def main() -> None:
    """Print the table as Markdown while it grows; exit 1 when a record was lost or a pull crashed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("faults", nargs="*", help="faults by name (default: all, alone and mixed)")
    faults = options.parse_args().faults or [*CATALOGUE, *_MIXES]
    is_good = True
    print(f"| fault | rate | {' | '.join(PLAYED)} |\n|---|---|{'---|' * len(PLAYED)}")
    with tempfile.TemporaryDirectory() as folder:
        home = make_county(Path(folder) / "home")
        for row in rows(home, Path(folder) / "work", faults, RATES):
            cells = [row.outcomes.get(network, "·") for network in PLAYED]
            print(f"| {row.fault} | {row.rate:.0%} | {' | '.join(cells)} |", flush=True)
            is_good = is_good and not any(cell.startswith((LOSS, CRASH)) for cell in cells)
    raise SystemExit(0 if is_good else 1)


if __name__ == "__main__":
    main()
