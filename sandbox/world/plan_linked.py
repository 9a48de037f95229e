"""Matters that a grid worker reported and another platform holds too.

What a recipe promises (closed or open) holds whether or not a hub finds the reports that carry no number:
such a report is never reopened late or closed where the rest is not. Where the promise hangs on a number, the
matter is marked critical and the number is written on it for certain.
"""

from sandbox.world.clock import DAY
from sandbox.world.desk import Desk, refer
from sandbox.world.life import reopen
from sandbox.world.matters import CHENGGUAN, SHEQU, VOID, ZONGZHI, Matter
from sandbox.world.plan_parts import (
    HOUR,
    WORKER,
    again,
    closed_stage,
    delete_origin,
    early,
    open_stage,
    origin,
    transfer,
)


def handed_to_city(desk: Desk) -> Matter:
    """Make one closed in zongzhi and handed to chengguan, there closed, worked on or cancelled."""
    matter = origin(desk, {ZONGZHI, CHENGGUAN}, closed_stage(desk))
    stage = desk.rnd.choices(("closed", "handled", "dispatched", VOID), weights=(80, 8, 7, 5))[0]
    transfer(desk, matter, desk.live(desk.later(matter.start, 600, 12 * HOUR), stage))
    desk.set_clock_back(matter.reports[-1], matter.start)
    return matter


def told_again(desk: Desk, network: str) -> Matter:
    """Make one closed in zongzhi; a resident or a village reported it again later."""
    matter = origin(desk, {ZONGZHI, network}, closed_stage(desk))
    again(desk, matter, network, stage=desk.mixed_stage())
    return matter


def on_three(desk: Desk) -> Matter:
    """Make a closed one, held by zongzhi, chengguan and shequ."""
    matter = origin(desk, {ZONGZHI, CHENGGUAN, SHEQU}, "closed")
    transfer(desk, matter, desk.live(desk.later(matter.start, 600, 6 * HOUR), "closed"))
    again(desk, matter, SHEQU, stage="closed")
    return matter


def closed_by_city(desk: Desk) -> Matter:
    """Make one open in zongzhi, closed in chengguan: closed."""
    matter = origin(desk, {ZONGZHI, CHENGGUAN}, "dispatched", recent=200)
    transfer(desk, matter, desk.live(desk.later(matter.start, 600, 6 * HOUR), "closed"), sure=True)
    matter.critical = True
    return matter


def closed_after_reopening(desk: Desk) -> Matter:
    """Make one reopened in zongzhi, then closed in chengguan days later: closed."""
    matter = early(desk, {ZONGZHI, CHENGGUAN})
    origin = matter.reports[0].life
    reopen(desk.rnd, origin, desk.last)
    case = desk.live(origin.updated + 2 * DAY, "closed")
    case.reported = matter.start + HOUR
    transfer(desk, matter, case, sure=True)
    matter.critical = True
    return matter


def reopened_by_city(desk: Desk) -> Matter:
    """Make one closed in zongzhi, closed and reopened days later in chengguan: not closed."""
    matter = early(desk, {ZONGZHI, CHENGGUAN})
    case = desk.live((matter.reports[0].life.closed or 0) + 3 * DAY, "closed")
    case.reported = matter.start + HOUR
    reopen(desk.rnd, case, desk.last, to="dispatched")
    transfer(desk, matter, case, sure=True)
    matter.critical = True
    return matter


def reopened_before(desk: Desk) -> Matter:
    """Make one closed and reopened in chengguan before zongzhi closed it for good: closed."""
    matter = early(desk, {ZONGZHI, CHENGGUAN})
    origin = matter.reports[0].life
    case = desk.live(matter.start + HOUR, "closed")
    reopen(desk.rnd, case, desk.last, to="handled")
    origin.handled = case.updated + DAY
    origin.closed = origin.updated = case.updated + 2 * DAY
    transfer(desk, matter, case, sure=True)
    matter.critical = True
    return matter


def open_on_both(desk: Desk) -> Matter:
    """Make one open in zongzhi and in chengguan."""
    matter = origin(desk, {ZONGZHI, CHENGGUAN}, open_stage(desk), recent=40)
    transfer(desk, matter, desk.live(desk.later(matter.start, 600, 6 * HOUR), open_stage(desk)))
    return matter


def open_and_told_again(desk: Desk) -> Matter:
    """Make one open in zongzhi; a ticket of it is open too."""
    matter = origin(desk, {ZONGZHI, SHEQU}, open_stage(desk), recent=40)
    again(desk, matter, SHEQU, stage="accepted")
    return matter


def void_but_alive(desk: Desk, network: str) -> Matter:
    """Make one void in zongzhi, but another network closed it: counts, for not every report is void."""
    matter = origin(desk, {ZONGZHI, network}, VOID)
    if network == CHENGGUAN:
        transfer(desk, matter, desk.live(desk.later(matter.start, 600, 6 * HOUR), "closed"), sure=True)
    else:
        start = desk.later(matter.start, 2 * HOUR, 40 * HOUR)
        refer(desk.report(matter, network, "resident", desk.live(start, "closed")), matter.reports[0])
    matter.critical = True
    return matter


def void_on_both(desk: Desk) -> Matter:
    """Make one void in zongzhi and cancelled in chengguan: counts nowhere."""
    matter = origin(desk, {ZONGZHI, CHENGGUAN}, VOID)
    transfer(desk, matter, desk.live(desk.later(matter.start, 600, 6 * HOUR), VOID))
    return matter


def deleted_but_handed_over(desk: Desk) -> Matter:
    """Make one deleted in zongzhi after chengguan had taken it: what is left came from a platform."""
    matter = origin(desk, {ZONGZHI, CHENGGUAN}, "dispatched")
    transfer(desk, matter, desk.live(desk.later(matter.start, 600, 6 * HOUR), "closed"), sure=True)
    delete_origin(desk, matter)
    matter.critical = True
    return matter


def two_workers(desk: Desk) -> Matter:
    """Make one that two grid workers reported; a chengguan case names both: one matter."""
    matter = origin(desk, {ZONGZHI, CHENGGUAN}, "closed")
    second = desk.report(
        matter, ZONGZHI, WORKER, desk.live(desk.later(matter.start, 1800, 9 * HOUR), closed_stage(desk))
    )
    transfer(desk, matter, desk.live(desk.later(matter.start, 9 * HOUR, 15 * HOUR), "closed"), sure=True)
    refer(matter.reports[-1], second)
    matter.critical = True
    return matter


def resident_first(desk: Desk) -> Matter:
    """Make one of which a resident's ticket came before the grid worker's report: not the worker's."""
    matter = desk.matter({ZONGZHI, SHEQU})
    ticket = desk.report(matter, SHEQU, "resident", desk.live(matter.start, "closed"))
    start = desk.later(matter.start, 2 * HOUR, 30 * HOUR)
    report = desk.report(matter, ZONGZHI, WORKER, desk.live(start, closed_stage(desk)))
    refer(ticket, report)
    matter.critical = True
    return matter


def citizen_first(desk: Desk) -> Matter:
    """Make one of which a citizen's case came before the grid worker's report: not the worker's."""
    matter = desk.matter({ZONGZHI, CHENGGUAN})
    case = desk.report(matter, CHENGGUAN, "citizen", desk.live(matter.start, "closed"))
    start = desk.later(matter.start, 2 * HOUR, 30 * HOUR)
    report = desk.report(matter, ZONGZHI, WORKER, desk.live(start, closed_stage(desk)))
    refer(case, report)
    matter.critical = True
    return matter
