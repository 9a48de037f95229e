"""Matters that a grid worker reported first, laid so that the published figures come out exactly.

Each recipe makes one matter. What a recipe promises (closed or open, dispatched or not) holds whether or not a hub
finds the reports that carry no number: such a report never is void, reopened late or closed where the rest is not.
"""

from collections.abc import Callable, Iterator

from sandbox.world import figures
from sandbox.world.clock import DAY
from sandbox.world.codes import BY_KEY
from sandbox.world.desk import Desk, forward, refer
from sandbox.world.life import reopen
from sandbox.world.matters import CHENGGUAN, GUARDED, SHEQU, VOID, XIANGCUN, ZONGZHI, Life, Matter

WORKER = "01"
_HOUR = 3600
_DISPUTE = BY_KEY["dispute"]
Recipe = Callable[[Desk], Matter]


def _closed_stage(desk: Desk) -> str:
    return "revisited" if desk.rnd.random() < 0.35 else "closed"


def _open_stage(desk: Desk) -> str:
    return desk.rnd.choice(("reported", "accepted", "dispatched", "handled"))


def _alone(desk: Desk, stage: str, lane: str) -> Matter:
    """A matter of zongzhi only."""
    open_days = 45 if stage in ("reported", "accepted", "dispatched", "handled") else None
    matter = desk.matter({ZONGZHI}, recent=open_days)
    lived = desk.live(matter.start, stage, dispatch=desk.rnd.random() < 0.12)
    desk.report(matter, ZONGZHI, WORKER, lived).lane = lane
    return matter


def closed(desk: Desk) -> Matter:
    """Closed, zongzhi only."""
    return _alone(desk, _closed_stage(desk), "plain_closed")


def still_open(desk: Desk) -> Matter:
    """Not closed yet, zongzhi only."""
    return _alone(desk, _open_stage(desk), "plain_open")


def reopened(desk: Desk) -> Matter:
    """Closed once and reopened: its closing time stays."""
    matter = _alone(desk, "closed", GUARDED)
    lived = matter.reports[0].life
    reopen(desk.rnd, lived, desk.last, to="dispatched" if lived.dispatched else "accepted")
    return matter


def void(desk: Desk) -> Matter:
    """Void, zongzhi only: counts nowhere."""
    return _alone(desk, VOID, "void")


def deleted(desk: Desk) -> Matter:
    """Deleted: counts nowhere, whatever its status was."""
    matter = _alone(desk, _closed_stage(desk), "deleted")
    _delete(desk, matter)
    return matter


def _delete(desk: Desk, matter: Matter) -> None:
    report = matter.reports[0]
    report.deleted = True
    earliest = max(report.life.updated, desk.last - 80 * DAY)
    report.life.updated = desk.rnd.randint(earliest, desk.last)


def test(desk: Desk) -> Matter:
    """Named 测试…: counts nowhere."""
    matter = _alone(desk, _closed_stage(desk), "test")
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
        _again(desk, matter, partner, stage="closed")
    else:
        way = "sent" if sent else "kept"
        report.lane = f"dispute_{way}_{'closed' if lived.closed else 'open'}"
    return matter


def _again(desk: Desk, matter: Matter, network: str, *, stage: str) -> None:
    """Add a later ticket or village event that points at the grid worker's report."""
    start = desk.later(matter.start, 2 * _HOUR, 40 * _HOUR)
    other = desk.report(matter, network, "resident", desk.live(start, stage))
    other.partner = ZONGZHI
    if desk.rnd.random() < 2 / 3:
        refer(other, matter.reports[0])


def _transfer(desk: Desk, matter: Matter, lived: Life, *, sure: bool = False) -> None:
    """Hand a matter over to chengguan."""
    case = desk.report(matter, CHENGGUAN, "transfer", lived)
    forward(desk.rnd, matter.reports[0], case, sure=sure)


def _origin(desk: Desk, networks: set[str], stage: str, *, dispatch: bool = True, recent: int | None = None) -> Matter:
    matter = desk.matter(networks, recent=recent)
    report = desk.report(matter, ZONGZHI, WORKER, desk.live(matter.start, stage, dispatch=dispatch))
    report.lane = GUARDED
    return matter


def handed_to_city(desk: Desk) -> Matter:
    """Closed in zongzhi and handed to chengguan, which may be closed, working or cancelled."""
    matter = _origin(desk, {ZONGZHI, CHENGGUAN}, _closed_stage(desk))
    stage = desk.rnd.choices(("closed", "handled", "dispatched", VOID), weights=(80, 8, 7, 5))[0]
    _transfer(desk, matter, desk.live(desk.handed_over(matter.start), stage))
    return matter


def told_again(desk: Desk, network: str) -> Matter:
    """Closed in zongzhi; a resident or a village reported it again later."""
    matter = _origin(desk, {ZONGZHI, network}, _closed_stage(desk))
    _again(desk, matter, network, stage=desk.mixed_stage())
    return matter


def on_three(desk: Desk) -> Matter:
    """Closed; held by zongzhi, chengguan and shequ."""
    matter = _origin(desk, {ZONGZHI, CHENGGUAN, SHEQU}, "closed")
    _transfer(desk, matter, desk.live(desk.later(matter.start, 600, 6 * _HOUR), "closed"))
    _again(desk, matter, SHEQU, stage="closed")
    return matter


def closed_by_city(desk: Desk) -> Matter:
    """Open in zongzhi, closed in chengguan: closed."""
    matter = _origin(desk, {ZONGZHI, CHENGGUAN}, "dispatched", recent=200)
    _transfer(desk, matter, desk.live(desk.later(matter.start, 600, 6 * _HOUR), "closed"), sure=True)
    matter.critical = True
    return matter


def closed_after_reopening(desk: Desk) -> Matter:
    """Reopened in zongzhi, then closed in chengguan days later: closed."""
    matter = _early(desk, {ZONGZHI, CHENGGUAN})
    origin = matter.reports[0].life
    reopen(desk.rnd, origin, desk.last)
    case = desk.live(origin.updated + 2 * DAY, "closed")
    case.reported = matter.start + _HOUR
    _transfer(desk, matter, case, sure=True)
    matter.critical = True
    return matter


def reopened_by_city(desk: Desk) -> Matter:
    """Closed in zongzhi, closed and reopened days later in chengguan: not closed."""
    matter = _early(desk, {ZONGZHI, CHENGGUAN})
    case = desk.live((matter.reports[0].life.closed or 0) + 3 * DAY, "closed")
    case.reported = matter.start + _HOUR
    reopen(desk.rnd, case, desk.last, to="dispatched")
    _transfer(desk, matter, case, sure=True)
    matter.critical = True
    return matter


def reopened_before(desk: Desk) -> Matter:
    """Closed and reopened in chengguan before zongzhi closed it for good: closed."""
    matter = _early(desk, {ZONGZHI, CHENGGUAN})
    origin = matter.reports[0].life
    case = desk.live(matter.start + _HOUR, "closed")
    reopen(desk.rnd, case, desk.last, to="handled")
    origin.handled = case.updated + DAY
    origin.closed = origin.updated = case.updated + 2 * DAY
    _transfer(desk, matter, case, sure=True)
    matter.critical = True
    return matter


def _early(desk: Desk, networks: set[str]) -> Matter:
    """Return a closed matter with a month of time after it."""
    while True:
        matter = _origin(desk, networks, "closed")
        if matter.start < desk.last - 40 * DAY:
            return matter


def open_on_both(desk: Desk) -> Matter:
    """Open in zongzhi and in chengguan."""
    matter = _origin(desk, {ZONGZHI, CHENGGUAN}, _open_stage(desk), recent=40)
    _transfer(desk, matter, desk.live(desk.later(matter.start, 600, 6 * _HOUR), _open_stage(desk)))
    return matter


def open_and_told_again(desk: Desk) -> Matter:
    """Open in zongzhi; a ticket of it is open too."""
    matter = _origin(desk, {ZONGZHI, SHEQU}, _open_stage(desk), recent=40)
    _again(desk, matter, SHEQU, stage="accepted")
    return matter


def void_but_alive(desk: Desk, network: str) -> Matter:
    """Void in zongzhi, but another network closed it: counts, for not every report is void."""
    matter = _origin(desk, {ZONGZHI, network}, VOID)
    if network == CHENGGUAN:
        _transfer(desk, matter, desk.live(desk.later(matter.start, 600, 6 * _HOUR), "closed"), sure=True)
    else:
        start = desk.later(matter.start, 2 * _HOUR, 40 * _HOUR)
        refer(desk.report(matter, network, "resident", desk.live(start, "closed")), matter.reports[0])
    matter.critical = True
    return matter


def void_on_both(desk: Desk) -> Matter:
    """Void in zongzhi and cancelled in chengguan: counts nowhere."""
    matter = _origin(desk, {ZONGZHI, CHENGGUAN}, VOID)
    _transfer(desk, matter, desk.live(desk.later(matter.start, 600, 6 * _HOUR), VOID))
    return matter


def deleted_but_handed_over(desk: Desk) -> Matter:
    """Deleted in zongzhi after chengguan had taken it: what is left came from a platform."""
    matter = _origin(desk, {ZONGZHI, CHENGGUAN}, "dispatched")
    _transfer(desk, matter, desk.live(desk.later(matter.start, 600, 6 * _HOUR), "closed"), sure=True)
    _delete(desk, matter)
    matter.critical = True
    return matter


def two_workers(desk: Desk) -> Matter:
    """Reported by two grid workers; a chengguan case names both: one matter."""
    matter = _origin(desk, {ZONGZHI, CHENGGUAN}, "closed")
    second = desk.report(
        matter, ZONGZHI, WORKER, desk.live(desk.later(matter.start, 1800, 9 * _HOUR), _closed_stage(desk))
    )
    second.lane = GUARDED
    _transfer(desk, matter, desk.live(desk.later(matter.start, 9 * _HOUR, 15 * _HOUR), "closed"), sure=True)
    refer(matter.reports[-1], second)
    matter.critical = True
    return matter


def resident_first(desk: Desk) -> Matter:
    """A resident's ticket came before the grid worker's report of the same matter: not the worker's."""
    matter = desk.matter({ZONGZHI, SHEQU})
    ticket = desk.report(matter, SHEQU, "resident", desk.live(matter.start, "closed"))
    start = desk.later(matter.start, 2 * _HOUR, 30 * _HOUR)
    report = desk.report(matter, ZONGZHI, WORKER, desk.live(start, _closed_stage(desk)))
    report.lane = GUARDED
    refer(ticket, report)
    matter.critical = True
    return matter


def citizen_first(desk: Desk) -> Matter:
    """A citizen's chengguan case came before the grid worker's report: not the worker's."""
    matter = desk.matter({ZONGZHI, CHENGGUAN})
    case = desk.report(matter, CHENGGUAN, "citizen", desk.live(matter.start, "closed"))
    start = desk.later(matter.start, 2 * _HOUR, 30 * _HOUR)
    report = desk.report(matter, ZONGZHI, WORKER, desk.live(start, _closed_stage(desk)))
    report.lane = GUARDED
    refer(case, report)
    matter.critical = True
    return matter


_SENT_AGAIN = ((SHEQU, 40), (XIANGCUN, 25))
_CLOSED_SPECIAL: tuple[tuple[int, Recipe], ...] = (
    (700, handed_to_city),
    (190, lambda desk: told_again(desk, SHEQU)),
    (110, lambda desk: told_again(desk, XIANGCUN)),
    (30, on_three),
    (9, closed_by_city),
    (6, closed_after_reopening),
    (6, reopened_before),
    (8, lambda desk: void_but_alive(desk, CHENGGUAN)),
    (4, lambda desk: void_but_alive(desk, XIANGCUN)),
    (10, two_workers),
)
_OPEN_SPECIAL: tuple[tuple[int, Recipe], ...] = (
    (10, reopened),
    (8, reopened_by_city),
    (8, open_on_both),
    (4, open_and_told_again),
)
_UNCOUNTED: tuple[tuple[int, Recipe], ...] = (
    (240, void),
    (20, void_on_both),
    (110, deleted),
    (6, deleted_but_handed_over),
    (8, test),
    (15, resident_first),
    (10, citizen_first),
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
        yield dispute(desk, sent=True, stage=_closed_stage(desk), partner=partner)
    for _ in range(figures.DISPUTES_SENT - figures.DISPUTES_SENT_CLOSED):
        yield dispute(desk, sent=True, stage="handled")
    for _ in range(_DISPUTES_KEPT_CLOSED):
        yield dispute(desk, sent=False, stage=_closed_stage(desk))
    for _ in range(figures.DISPUTES_KEPT_OPEN):
        yield dispute(desk, sent=False, stage=desk.rnd.choice(("reported", "accepted")))


def _fill(
    desk: Desk, special: tuple[tuple[int, Recipe], ...], total: int, common: Recipe
) -> Iterator[Matter]:
    """Yield the special matters and as many common ones as the total leaves room for."""
    for count, recipe in special:
        yield from (recipe(desk) for _ in range(count))
    yield from (common(desk) for _ in range(total - sum(count for count, _ in special)))
