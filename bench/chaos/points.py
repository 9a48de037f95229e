"""Moments inside a run at which a fault strikes: right before or right after a call of a function.

The functions are the hub's own. A call counts when `text` stands in its arguments; the nth one is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


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


PULLS = tuple(_pull(network) for network in ("zongzhi", "chengguan", "shequ", "xiangcun"))
PAGE = Point("pull, amid the pages of a batch", "connectors.engine.spool:Spool.append", after=True, nth=4)
LANDING = Point("landing, its tables half written", "warehouse.landing.tables:write_manifests", after=True)
STAGING = Point("staging, 20 models and tests done", _STEP, text="'staging', None, 20,")
SOURCES = Point("source gate, before its results", _SAVE)
LINK = Point("link, between crosswalk and registry", "warehouse.identity.registry:write_registry")
REGISTRY = Point("link, registry written, not in place", "warehouse.identity.registry:_fill", after=True)
MARTS = Point("model, 60 models and tests done", _STEP, text="'marts', None, 60,")
MARTS_GATE = Point("marts gate, before its results", _SAVE, nth=2)
COPYING = Point("publish, tables half copied", "warehouse.publication.copying:copy", nth=10)
AMID_COPYING = replace(COPYING, nth=2)
BEFORE_NAME = Point("publish, file whole, not named", "warehouse.publication.publish:_sync", after=True)
BEFORE_SWAP = Point("publish, named, link not swapped", "warehouse.publication.versions:point_at")
AFTER_SWAP = Point("publish, link swapped", "warehouse.publication.versions:point_at", after=True)

OF_PUBLISH = frozenset({BEFORE_NAME, BEFORE_SWAP, AFTER_SWAP})
"""Points that `duowang publish` reaches by itself, once a run has built and checked."""
TO_KILL = (
    (*PULLS, PAGE, LANDING, STAGING, SOURCES, LINK, REGISTRY),
    (MARTS, MARTS_GATE, COPYING, BEFORE_NAME, BEFORE_SWAP, AFTER_SWAP),
)
"""Points of one group strike one hub: each run comes as far as its point only if it mends what the one before
has left; the last run is let be."""
TO_FILL = ((PULLS[0], STAGING, LINK), (MARTS_GATE, COPYING))
