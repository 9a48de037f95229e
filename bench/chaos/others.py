"""Two runs at once, a clock set back, and the link swapped under readers."""

from __future__ import annotations

import time

from bench.chaos.clock import faked
from bench.chaos.county import County
from bench.chaos.hub import Answer, Hub
from bench.chaos.points import MARTS
from bench.chaos.readers import reading
from bench.chaos.rows import Case, Row
from expectations.results import load
from warehouse.paths import Home
from warehouse.publication import current_version, publish, rollback, versions
from warehouse.settings import Settings

READERS = 2
LOCKED = 7
BACK_SECONDS = -3 * 86_400
SWAPPING_READERS, SWAPPING_SECONDS = 8, 60.0
_KEPT = 2


def two_runs(county: County) -> Row:
    """Hold a run amid its models and start another: that one must say who is at work, and harm nothing."""
    case = Case(county, "two runs at once", LOCKED, "nothing to repair: the first run ends well")
    with county.hub() as hub:
        flag = hub.home.parent / "hold"
        flag.touch()
        with reading(hub.home, READERS) as seen:
            first = hub.start_struck(MARTS, f"wait:{flag}", "run")
            reached = flag.with_suffix(".reached")
            while not reached.exists() and first.poll() is None:
                time.sleep(0.05)
            second = hub.call("run")
            flag.unlink()
            ended = hub.ended(first)
        reached.unlink(missing_ok=True)
        return case.judge(hub.home, seen, second, ended)


def clock_set_back(county: County) -> Row:
    """Run with a clock three days late: the new version is seen and the newest, and status knows the run."""
    fault = f"clock set back 3 days ({'libfaketime' if faked(0) else 'injected clock'})"
    case = Case(county, fault, 0, "nothing to repair; later runs, with the clock right again, go on")
    with county.hub() as hub:
        before = current_version(Home(hub.home))
        with reading(hub.home, READERS) as seen:
            struck = run_late(hub, BACK_SECONDS)
            status = hub.call("status").document
            # the clock is right again
            repair = hub.call("run")
        row = case.judge(hub.home, seen, struck, repair)
        is_told = status["last_run"]["run_id"] == struck.document.get("run", {}).get("run_id")
        is_newest = status["current"] not in (None, before) and status["current"] == status["versions"][-1]
        wrong = (
            *row.wrong,
            *(() if is_told else ("status shows another run as the last",)),
            *(() if is_newest else (f"readers see {status['current']} of {status['versions']}",)),
        )
        return Row(**{**vars(row), "wrong": wrong})


def run_late(hub: Hub, seconds: int) -> Answer:
    """Run with another clock: that of the whole process if libfaketime is there, else the hub's own."""
    variables = faked(seconds)
    if variables:
        return hub.call("run", changes=variables)
    return hub.struck(None, f"clock:{seconds}", "run")


def link_swapped(county: County) -> Row:
    """Publish and roll back without a pause, and keep so few versions that those just left are removed."""
    fault = f"link swapped under {SWAPPING_READERS} readers for {SWAPPING_SECONDS:.0f} s"
    with county.hub() as hub:
        ran = hub.call("run")
        settings = Settings(Home(hub.home), keep_versions=_KEPT)
        with reading(hub.home, SWAPPING_READERS, pause=0) as seen:
            swaps = _swap(settings, ran)
        case = Case(county, fault, 0, f"nothing to repair; {swaps} swaps, {len(seen.versions)} versions read")
        return case.judge(hub.home, seen, ran, hub.call("run"))


def _swap(settings: Settings, ran: Answer) -> int:
    """Swap for so long; returns how often."""
    run_id = str(ran.document["run"]["run_id"])
    quality = load(settings.home.quality, run_id)
    until, swaps = time.monotonic() + SWAPPING_SECONDS, 0
    while time.monotonic() < until:
        publish(settings, run_id, quality)
        for version in reversed(versions(settings.home)):
            rollback(settings.home, version)
            swaps += 1
        rollback(settings.home, versions(settings.home)[-1])
        swaps += 2
    return swaps
