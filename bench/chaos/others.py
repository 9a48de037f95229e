"""Two runs at once, a clock set back, and the link swapped under readers."""

from __future__ import annotations

import time

from bench.chaos.county import County
from bench.chaos.hub import Answer, Hub
from bench.chaos.points import MARTS
from bench.chaos.readers import READERS, reading
from bench.chaos.rows import Case, Row, Struck
from expectations.results import load
from warehouse.build_state import require
from warehouse.paths import Home
from warehouse.publication import current_version, publish, rollback, versions
from warehouse.settings import Settings

LOCKED = 7
BACK_SECONDS = -3 * 86_400
SWAPPING_READERS, SWAPPING_SECONDS = 8, 60.0
_KEPT = 2
_BETWEEN_PUBLICATIONS = 5.0


def two_runs(hub: Hub) -> tuple[Struck, Answer]:
    """Hold a run amid its models and start another: that one must say who is at work, and harm nothing.

    Returns how the second and how the first one ended.
    """
    flag = hub.home.parent / "hold"
    flag.touch()
    first = hub.start_struck(MARTS, f"wait:{flag}", "run")
    reached = flag.with_suffix(".reached")
    while not reached.exists() and first.poll() is None:
        time.sleep(0.05)
    second = hub.call("run")
    flag.unlink()
    ended = hub.ended(first)
    reached.unlink(missing_ok=True)
    repaired_by = "nothing to repair: the first run ends well"
    return Struck("two runs at once", second, LOCKED, repaired_by=repaired_by), ended


def clock_and_link(county: County) -> list[Row]:
    """Run with a wrong clock, pull and publish with the right one; then swap the link under readers."""
    with county.hub() as hub:
        with reading(hub.home, READERS) as seen:
            late = clock_set_back(hub)
            hub.call("pull")
            right = hub.call("publish")
        rows = Case(county, hub.home, seen, right).judge(late)
        with reading(hub.home, SWAPPING_READERS, pause=0) as swapped:
            swaps = swap(Settings(Home(hub.home), keep_versions=_KEPT), SWAPPING_SECONDS)
        fault = f"link swapped under {SWAPPING_READERS} readers for {SWAPPING_SECONDS:.0f} s"
        said = f"{swaps} swaps; {len(swapped.versions)} versions were read"
        struck = Struck(fault, right, 0, said, "nothing to repair")
        return [*rows, *Case(county, hub.home, swapped, right).judge(struck)]


def clock_set_back(hub: Hub) -> Struck:
    """Run with a clock three days late: the new version is seen and the newest, and status knows the run."""
    before = current_version(Home(hub.home))
    struck = hub.struck(None, f"clock:{BACK_SECONDS}", "run")
    status = hub.call("status").document
    told = (status.get("last_run") or {}).get("run_id")
    wrong = {
        "status shows another run": told != struck.document.get("run", {}).get("run_id"),
        "readers see the former version": status["current"] in (None, before),
        "the new version sorts as old": status["current"] != status["versions"][-1],
    }
    return Struck(
        "clock set back 3 days",
        struck,
        0,
        "published as the newest version; status shows the run as the last",
        "nothing to repair: runs go on, the clock right or not",
        tuple(text for text, is_so in wrong.items() if is_so),
    )


def swap(settings: Settings, seconds: float) -> int:
    """Swap for so long, ending at the newest version; returns how often."""
    run_id = require(settings.home, None).run_id
    quality = load(settings.home.quality, run_id)
    until, swaps = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        publish(settings, run_id, quality)
        kept, pause = versions(settings.home), time.monotonic() + _BETWEEN_PUBLICATIONS
        while time.monotonic() < pause:
            for version in (*reversed(kept), kept[-1]):
                rollback(settings.home, version)
                swaps += 1
    return swaps
