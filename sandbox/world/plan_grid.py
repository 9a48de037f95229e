"""Matters that a grid worker reported first, laid so that the published figures come out exactly."""

from collections.abc import Iterator

from sandbox.world import figures, plan_linked
from sandbox.world.codes import BY_KEY
from sandbox.world.desk import Desk
from sandbox.world.life import reopen
from sandbox.world.matters import CHENGGUAN, GUARDED, SHEQU, VOID, XIANGCUN, ZONGZHI, Matter
from sandbox.world.plan_parts import (
    WORKER,
    Recipe,
    again,
    alone,
    closed_stage,
    delete_origin,
    open_stage,
)

_DISPUTE = BY_KEY["dispute"]


def closed(desk: Desk) -> Matter:
    """Make one closed, zongzhi only."""
    return alone(desk, closed_stage(desk), "plain_closed")


def still_open(desk: Desk) -> Matter:
    """Make one not closed yet, zongzhi only."""
    return alone(desk, open_stage(desk), "plain_open")


def reopened(desk: Desk) -> Matter:
    """Make one closed once and reopened: its closing time stays."""
    matter = alone(desk, "closed", GUARDED)
    lived = matter.reports[0].life
    reopen(desk.rnd, lived, desk.last, to="dispatched" if lived.dispatched else "accepted")
    return matter


def void(desk: Desk) -> Matter:
    """Make a void one, zongzhi only: counts nowhere."""
    return alone(desk, VOID, "void")


def deleted(desk: Desk) -> Matter:
    """Make a deleted one: counts nowhere, whatever its status was."""
    matter = alone(desk, closed_stage(desk), "deleted")
    delete_origin(desk, matter)
    return matter


def test(desk: Desk) -> Matter:
    """Make one named 测试…: counts nowhere."""
    matter = alone(desk, closed_stage(desk), "test")
    matter.title = f"测试{desk.rnd.choice(('', '事件', '数据'))}"
    matter.reports[0].test = True
    return matter


def dispute(desk: Desk, *, sent: bool, stage: str, partner: str = "") -> Matter:
    """Return a dispute; a `partner` network (only for closed ones) holds a later report of it."""
    matter = desk.matter({ZONGZHI, partner} - {""}, _DISPUTE)
    lived = desk.live(matter.start, stage, dispatch=sent)
    report = desk.report(matter, ZONGZHI, WORKER, lived)
    if partner:
        report.lane = GUARDED
        again(desk, matter, partner, stage="closed")
    else:
        way = "sent" if sent else "kept"
        report.lane = f"dispute_{way}_{'closed' if lived.closed else 'open'}"
    return matter


_SENT_AGAIN = ((SHEQU, 40), (XIANGCUN, 25))
_CLOSED_SPECIAL: tuple[tuple[int, Recipe], ...] = (
    (700, plan_linked.handed_to_city),
    (190, lambda desk: plan_linked.told_again(desk, SHEQU)),
    (110, lambda desk: plan_linked.told_again(desk, XIANGCUN)),
    (30, plan_linked.on_three),
    (9, plan_linked.closed_by_city),
    (6, plan_linked.closed_after_reopening),
    (6, plan_linked.reopened_before),
    (8, lambda desk: plan_linked.void_but_alive(desk, CHENGGUAN)),
    (4, lambda desk: plan_linked.void_but_alive(desk, XIANGCUN)),
    (10, plan_linked.two_workers),
)
_OPEN_SPECIAL: tuple[tuple[int, Recipe], ...] = (
    (10, reopened),
    (8, plan_linked.reopened_by_city),
    (8, plan_linked.open_on_both),
    (4, plan_linked.open_and_told_again),
)
_UNCOUNTED: tuple[tuple[int, Recipe], ...] = (
    (240, void),
    (20, plan_linked.void_on_both),
    (110, deleted),
    (6, plan_linked.deleted_but_handed_over),
    (8, test),
    (15, plan_linked.resident_first),
    (10, plan_linked.citizen_first),
)


def grid_matters(desk: Desk) -> Iterator[Matter]:
    """Yield all matters with a grid worker's report."""
    yield from _disputes(desk)
    closed_count = figures.GRID_EVENTS_CLOSED - _DISPUTES_CLOSED
    open_count = figures.GRID_EVENTS - figures.GRID_EVENTS_CLOSED - (figures.DISPUTES - _DISPUTES_CLOSED)
    yield from _fill(desk, _CLOSED_SPECIAL, closed_count, closed)
    yield from _fill(desk, _OPEN_SPECIAL, open_count, still_open)
    for count, recipe in _UNCOUNTED:
        yield from (recipe(desk) for _ in range(count))


def guard(matter: Matter) -> Matter:
    """Mark all reports of a matter that other platforms hold too: none may be touched later."""
    if len(matter.reports) > 1:
        for report in matter.reports:
            report.lane = GUARDED
    return matter


_DISPUTES_KEPT_CLOSED = figures.DISPUTES - figures.DISPUTES_SENT - figures.DISPUTES_KEPT_OPEN
_DISPUTES_CLOSED = figures.DISPUTES_SENT_CLOSED + _DISPUTES_KEPT_CLOSED


def _disputes(desk: Desk) -> Iterator[Matter]:
    twice = [network for network, count in _SENT_AGAIN for _ in range(count)]
    alone = [""] * (figures.DISPUTES_SENT_CLOSED - len(twice))
    for partner in twice + alone:
        yield dispute(desk, sent=True, stage=closed_stage(desk), partner=partner)
    for _ in range(figures.DISPUTES_SENT - figures.DISPUTES_SENT_CLOSED):
        yield dispute(desk, sent=True, stage="handled")
    for _ in range(_DISPUTES_KEPT_CLOSED):
        yield dispute(desk, sent=False, stage=closed_stage(desk))
    for _ in range(figures.DISPUTES_KEPT_OPEN):
        yield dispute(desk, sent=False, stage=desk.rnd.choice(("reported", "accepted")))


def _fill(
    desk: Desk, special: tuple[tuple[int, Recipe], ...], total: int, common: Recipe
) -> Iterator[Matter]:
    """Yield the special matters and as many common ones as the total leaves room for."""
    for count, recipe in special:
        yield from (recipe(desk) for _ in range(count))
    yield from (common(desk) for _ in range(total - sum(count for count, _ in special)))
