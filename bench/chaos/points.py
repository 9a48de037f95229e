"""Moments inside a run at which a fault strikes: right before or right after a call of a function.

The functions are the hub's own. A call counts when `text` stands in its arguments; the nth one is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Point:
    """A moment. `name` is what the table calls it."""

    name: str
    target: str
    after: bool = False
    nth: int = 1
    text: str = ""


_STEP = "warehouse.cli.watching:Lines.advanced"
_COMMIT = "connectors.engine.landing:Landing.commit"
_SAVE = "expectations.results:save"


def _pull(network: str) -> Point:
    """Between two batches of a network: one is committed, the next is written and has no name yet."""
    return Point(f"pull {network}, between two batches", _COMMIT, nth=2, text=f"/{network}/")


# pulled side by side: the shortest first, or it has ended before its turn to be struck
PULLS = tuple(_pull(network) for network in ("xiangcun", "shequ", "chengguan", "zongzhi"))
PAGE = Point("pull, amid the pages of a batch", "connectors.engine.spool:Spool.append", after=True, nth=4)
LANDING = Point("landing, its tables half written", "warehouse.landing.tables:write_manifests", after=True)
STAGING = Point("staging, amid its models", _STEP, nth=20, text="'staging', None")
SOURCES = Point("source gate, before its results", _SAVE)
LINK = Point("link, between crosswalk and registry", "warehouse.identity.registry:write_registry")
REGISTRY = Point("link, registry written, not in place", "warehouse.identity.registry:_fill", after=True)
MARTS = Point("model, amid its models", _STEP, nth=60, text="'marts', None")
MARTS_GATE = Point("marts gate, before its results", _SAVE, nth=2)
COPYING = Point("publish, tables half copied", "warehouse.publication.copying:copy", nth=10)
AMID_COPYING = replace(COPYING, nth=2)
BEFORE_NAME = Point("publish, file whole, not named", "warehouse.publication.publish:_sync", after=True)
BEFORE_SWAP = Point("publish, named, link not swapped", "warehouse.publication.versions:point_at")
AFTER_SWAP = Point("publish, link swapped", "warehouse.publication.versions:point_at", after=True)


@dataclass(frozen=True)
class Strike:
    """A command that is struck at a point; `before` is a command that goes well and leads up to it."""

    point: Point
    kind: Literal["kill -9", "full disk"] = "kill -9"
    command: str = "run"
    before: str = ""

    @property
    def name(self) -> str:
        """What the table calls it."""
        return f"{self.kind}: {self.point.name}"


KILLS = (
    tuple(Strike(p) for p in (*PULLS, PAGE, LANDING, STAGING, SOURCES, LINK, REGISTRY)),
    tuple(Strike(p) for p in (MARTS, MARTS_GATE)),
)
FILLS = tuple(Strike(p, "full disk") for p in (PULLS[-1], STAGING, LINK))
"""The strikes of one group hit one hub: each run comes as far as its point only if what the one before has
left is mended; the last run is let be."""
LAST_STEPS = (
    Strike(MARTS_GATE, "full disk", "check"),
    Strike(COPYING, "full disk", "publish", before="check"),
    *(Strike(p, command="publish") for p in (COPYING, BEFORE_NAME, BEFORE_SWAP, AFTER_SWAP)),
)
"""Strikes on the last steps of a run, called by themselves on a hub that has built today's marts."""
