"""What residents, chiefs, departments, cameras and platforms report: bears on no figure."""

from collections.abc import Callable, Iterator

from sandbox.world.clock import DAY
from sandbox.world.codes import BY_KEY
from sandbox.world.desk import Desk, forward
from sandbox.world.life import reopen
from sandbox.world.matters import CHENGGUAN, SHEQU, XIANGCUN, ZONGZHI, Life, Matter

RESIDENT, CHIEF, DEPARTMENT, PLATFORM = "02", "03", "04", "05"
_CITY_SOURCES = ("supervisor", "hotline", "citizen", "video")
_DISPUTE = BY_KEY["dispute"]
_HOUR = 3600
Recipe = Callable[[Desk], Matter]


def _lived(desk: Desk, start: int, *, dispatch: bool = True) -> Life:
    """Return a life of any outcome; some closed ones were reopened."""
    lived = desk.live(start, desk.mixed_stage(), dispatch=dispatch)
    if lived.stage == "closed" and desk.rnd.random() < 0.012:
        reopen(desk.rnd, lived, desk.last)
    return lived


def on_zongzhi(desk: Desk, source: str) -> Matter:
    """Make a matter of zongzhi only; a few are disputes, a few deleted."""
    kind = _DISPUTE if source != PLATFORM and desk.rnd.random() < 0.06 else None
    matter = desk.matter({ZONGZHI}, kind)
    report = desk.report(
        matter, ZONGZHI, source, _lived(desk, matter.start, dispatch=desk.rnd.random() < 0.3)
    )
    if desk.rnd.random() < 0.012:
        report.deleted = True
        report.life.updated = desk.rnd.randint(max(report.life.updated, desk.last - 80 * DAY), desk.last)
    return matter


def city_case(desk: Desk) -> Matter:
    """Make a case of chengguan only."""
    matter = desk.city_matter() if desk.rnd.random() < 0.35 else desk.matter({CHENGGUAN})
    source = desk.rnd.choices(_CITY_SOURCES, weights=(55, 20, 15, 10))[0]
    desk.report(matter, CHENGGUAN, source, _lived(desk, matter.start))
    return matter


def ticket(desk: Desk) -> Matter:
    """Make a ticket of shequ only."""
    kind = _DISPUTE if desk.rnd.random() < 0.06 else None
    matter = desk.matter({SHEQU}, kind)
    report = desk.report(matter, SHEQU, "resident", _lived(desk, matter.start))
    report.deleted = desk.rnd.random() < 0.01
    return matter


def village_event(desk: Desk) -> Matter:
    """Make an event of xiangcun only."""
    kind = _DISPUTE if desk.rnd.random() < 0.12 else None
    matter = desk.matter({XIANGCUN}, kind)
    desk.report(matter, XIANGCUN, "resident", _lived(desk, matter.start))
    return matter


def passed_on(desk: Desk, sender: str, receiver: str) -> Matter:
    """Make a matter that one platform forwarded to another."""
    matter = desk.matter({sender, receiver})
    first_source = desk.rnd.choice(_CITY_SOURCES[:3]) if sender == CHENGGUAN else "resident"
    first = desk.report(matter, sender, first_source, _lived(desk, matter.start))
    source = PLATFORM if receiver == ZONGZHI else "transfer"
    second = desk.report(matter, receiver, source, _lived(desk, desk.later(matter.start, 600, 12 * _HOUR)))
    desk.set_clock_back(second, matter.start)
    forward(desk.rnd, first, second)
    return matter


def passed_on_twice(desk: Desk) -> Matter:
    """Make a ticket forwarded to zongzhi and from there to chengguan."""
    matter = desk.matter({SHEQU, ZONGZHI, CHENGGUAN})
    first = desk.report(matter, SHEQU, "resident", _lived(desk, matter.start))
    second = desk.report(matter, ZONGZHI, PLATFORM, _lived(desk, desk.later(matter.start, 600, 8 * _HOUR)))
    third = desk.report(matter, CHENGGUAN, "transfer", _lived(desk, desk.later(matter.start, 9 * _HOUR, DAY)))
    forward(desk.rnd, first, second)
    forward(desk.rnd, second, third)
    return matter


def complained_too(desk: Desk) -> Matter:
    """Make a case of which a resident complained in shequ as well; one of the two names the other."""
    matter = desk.matter({CHENGGUAN, SHEQU})
    case = desk.report(matter, CHENGGUAN, "supervisor", _lived(desk, matter.start))
    start = desk.later(matter.start, 2 * _HOUR, 30 * _HOUR)
    complaint = desk.report(matter, SHEQU, "resident", _lived(desk, start))
    if desk.rnd.random() < 0.5:
        case.peers.append((SHEQU, complaint.number))
    else:
        complaint.partner = CHENGGUAN
        complaint.peers.append((CHENGGUAN, case.number))
    return matter


def test_report(desk: Desk, network: str) -> Matter:
    """Make a row named 测试…."""
    matter = desk.matter({network})
    matter.title = "测试"
    desk.report(matter, network, "resident", _lived(desk, matter.start)).test = True
    return matter


# For one day the numbers are shares of these.
RECIPES: tuple[tuple[int, Recipe], ...] = (
    (1300, lambda desk: on_zongzhi(desk, RESIDENT)),
    (650, lambda desk: on_zongzhi(desk, CHIEF)),
    (220, lambda desk: on_zongzhi(desk, DEPARTMENT)),
    (60, lambda desk: on_zongzhi(desk, PLATFORM)),
    (240, lambda desk: passed_on(desk, CHENGGUAN, ZONGZHI)),
    (380, lambda desk: passed_on(desk, SHEQU, ZONGZHI)),
    (190, lambda desk: passed_on(desk, XIANGCUN, ZONGZHI)),
    (50, passed_on_twice),
    (330, lambda desk: passed_on(desk, SHEQU, CHENGGUAN)),
    (70, lambda desk: passed_on(desk, XIANGCUN, CHENGGUAN)),
    (60, complained_too),
    (2400, city_case),
    (1950, ticket),
    (1080, village_event),
)


def rest_matters(desk: Desk, tests: int) -> Iterator[Matter]:
    """Yield all of them, and `tests` test rows on each platform that names its records."""
    for count, recipe in RECIPES:
        yield from (recipe(desk) for _ in range(count))
    for network in (SHEQU, XIANGCUN):
        yield from (test_report(desk, network) for _ in range(tests))


def day_matters(desk: Desk, share: float) -> Iterator[Matter]:
    """Yield what one more day brings: `share` of a year's numbers, at least one a recipe in three days."""
    for count, recipe in RECIPES:
        expected = max(0.34, count * share)
        whole = int(expected) + (desk.rnd.random() < expected % 1)
        yield from (recipe(desk) for _ in range(whole))
