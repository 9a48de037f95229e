"""The matrix: each fault strikes a hub of its own, while readers read; then the hub is run again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from bench.chaos.county import County
from bench.chaos.damage import damaged_landing
from bench.chaos.hub import Hub
from bench.chaos.others import clock_and_link, two_runs
from bench.chaos.places import can_mount, read_only, small_disk
from bench.chaos.points import FILLS, KILLS, LAST_STEPS, Strike
from bench.chaos.readers import READERS, reading
from bench.chaos.rows import NEXT_RUN, Case, Row, Struck

_DISK_MEGABYTES = 700
KILLED = -9
HOME_UNUSABLE = 8

Cell = Callable[[County], list[Row]]


def cells() -> Iterator[tuple[str, Cell]]:
    """Name every cell of the matrix; a cell gives a line for each fault that strikes its hub."""
    for group in (*KILLS, FILLS):
        yield _names(group), _striking(group, "run")
    yield _names(LAST_STEPS), _striking(LAST_STEPS, "publish")
    yield "read-only home, corrupted Parquet, half-written manifest, two runs at once", refusals
    yield "clock set back, link swapped under readers", clock_and_link


def _names(strikes: Sequence[Strike]) -> str:
    return ", ".join(strike.name for strike in strikes)


def _striking(strikes: Sequence[Strike], repair_by: str) -> Cell:
    """Strike yesterday's hub during its runs; or, if a publication repairs, today's hub, which has built."""

    def cell(county: County) -> list[Row]:
        with _scarce(county, is_built=repair_by == "publish") as (hub, then, undo):
            with reading(hub.home, READERS) as seen:
                struck = [_struck(hub, strike, then, undo) for strike in strikes]
                repair = hub.call(repair_by)
            return Case(county, hub.home, seen, repair).judge(*struck)

    return cell


def _struck(hub: Hub, strike: Strike, then: str, undo: Callable[[], None]) -> Struck:
    if strike.before:
        hub.call(strike.before)
    if strike.kind == "full disk":
        answer = hub.struck(strike.point, then, strike.command)
        undo()
        kind = strike.name if can_mount() else f"no file may grow: {strike.point.name}"
        return Struck(kind, answer, HOME_UNUSABLE, repaired_by=f"freeing space, then {_next(strike)}")
    answer = hub.struck(strike.point, "kill", strike.command)
    told = hub.call("status").document.get("attention") or [{}]
    said = f"status: {told[0].get('what')}; {told[0].get('action')}"
    return Struck(strike.name, answer, KILLED, said, _next(strike))


def _next(strike: Strike) -> str:
    return NEXT_RUN if strike.command == "run" else f"the next duowang {strike.command}"


@contextmanager
def _scarce(county: County, *, is_built: bool) -> Iterator[tuple[Hub, str, Callable[[], None]]]:
    """Lend a hub on a small disk, with what fills it and what frees it again.

    Without mounts no file may grow any more, which the system refuses as it refuses on a full disk.
    """
    if not can_mount():
        with county.hub(is_built=is_built) as hub:
            yield hub, "limit", lambda: None
        return
    place = county.place / "disk"
    with small_disk(place, _DISK_MEGABYTES):
        ballast = place / "ballast"
        yield (
            county.copy(place / "home", is_built=is_built),
            f"fill:{ballast}",
            lambda: ballast.unlink(missing_ok=True),
        )
    shutil.rmtree(place)


def refusals(county: County) -> list[Row]:
    """Run where the hub must refuse: a read-only home, damage in the landing, a run that is at work."""
    with county.hub() as hub:
        with reading(hub.home, READERS) as seen:
            refused = [_read_only(hub), *damaged_landing(hub)]
            second, first = two_runs(hub)
        return Case(county, hub.home, seen, first).judge(*refused, second)


def _read_only(hub: Hub) -> Struck:
    with read_only(hub.home):
        struck, status = hub.call("run"), hub.call("status")
    return Struck(
        "read-only home",
        struck,
        HOME_UNUSABLE,
        repaired_by=f"making it writable, then {NEXT_RUN}",
        wrong=() if status.code == 0 else ("status cannot be asked",),
    )
