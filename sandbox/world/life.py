"""How reports run through their stages."""

from random import Random

from sandbox.world.clock import DAY
from sandbox.world.matters import STAGES, VOID, Life

_HOUR = 3600
# Shortest and longest time from one stage to the next, in seconds.
_GAPS = {
    "accepted": (300, 5 * _HOUR),
    "dispatched": (600, 20 * _HOUR),
    "handled": (2 * _HOUR, 4 * DAY),
    "closed": (_HOUR, 2 * DAY),
    "revisited": (DAY, 6 * DAY),
}


def run(rnd: Random, start: int, stage: str, last: int, *, dispatch: bool = True) -> Life:
    """Return a life that began at `start` and stands at `stage` not after `last`."""
    reached = list(STAGES[1 : STAGES.index(stage) + 1]) if stage != VOID else _before_void(rnd)
    if not dispatch and stage != "dispatched" and "dispatched" in reached:
        reached.remove("dispatched")
    gaps = [rnd.randint(*_GAPS[step]) for step in reached]
    room = last - start - 60
    total = sum(gaps)
    if total > room:
        gaps = [max(1, gap * room // total) for gap in gaps]
    life = Life(stage, start)
    moment = start
    for step, gap in zip(reached, gaps, strict=True):
        moment += gap
        setattr(life, step, moment)
    life.updated = moment if stage != VOID else min(last, moment + rnd.randint(600, DAY))
    if life.updated == start:
        life.updated = min(last, start + rnd.randint(0, 120))
    return life


def _before_void(rnd: Random) -> list[str]:
    return ["accepted"] if rnd.random() < 0.5 else []


def reopen(rnd: Random, life: Life, last: int, *, to: str = "accepted") -> None:
    """Send a closed report back to an earlier stage; its closing time stays."""
    closed = life.closed or life.reported
    life.stage = to
    life.revisited = None
    life.updated = min(last, closed + rnd.randint(2 * _HOUR, DAY))


def close_before_accepting(rnd: Random, life: Life, last: int) -> None:
    """Let a closed report have been accepted only after it was closed."""
    if life.closed is None or life.accepted is None:
        return
    life.accepted = min(last, life.closed + rnd.randint(600, 2 * DAY))
    life.updated = max(life.updated, life.accepted)
