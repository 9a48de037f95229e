"""Events and steps as zongzhi writes them: pinyin columns, every value a text."""

from collections.abc import Iterator
from datetime import date
from random import Random

from sandbox.world.clock import local_text, midnight
from sandbox.world.codes import zongzhi_department
from sandbox.world.life import close_before_accepting
from sandbox.world.matters import PREFIX, STAGES, VOID, ZONGZHI, Matter, Report
from sandbox.world.reporters import Reporters
from sandbox.world.scribe import Scribe
from sandbox.world.store import Row

STATUS = {stage: f"{place + 1:02d}" for place, stage in enumerate(STAGES)} | {VOID: "09"}
# Grid workers went on with the old codes for some months.
_HABIT_ENDS = midnight(date(2024, 3, 1))
_REMARKS = ("已受理", "已派单", "现场核实", "已处理完毕", "群众满意", "请尽快处理", "")


def event_row(matter: Matter, report: Report, scribe: Scribe, people: Reporters, last: int) -> Row:
    """Return one event as it goes over the wire; `last` bounds what dirt may do to times."""
    lived, rnd = report.life, scribe.rnd
    if not matter.critical and scribe.chance(scribe.profile.closed_before_accepted):
        close_before_accepting(rnd, lived, last)
    kind = matter.kind
    if kind is None:
        raise ValueError(f"{matter.matter_id} is of a class that zongzhi does not know")
    point = scribe.point(matter.spot.point)
    grid = matter.spot.grid
    body = {
        "SJBH": report.number,
        "SJMC": matter.title if report.test else f"{matter.spot.text}{matter.title}",
        "SJLB": kind.zongzhi,
        "SBSJ": local_text(lived.reported),
        "SBRLX": report.source,
        "SBRBH": people.zongzhi(report.source, rnd),
        "WGBH": scribe.grid(grid.code, grid.old_codes, often=lived.reported < _HABIT_ENDS),
        "FSDD": scribe.address(matter.spot.text, grid.division.code),
        "JD": f"{point[0]:.6f}" if point else "",
        "WD": f"{point[1]:.6f}" if point else "",
        "SLSJ": local_text(lived.accepted),
        "ZBSJ": local_text(lived.dispatched),
        "ZBDW": zongzhi_department(kind) if lived.dispatched else "",
        "CZSJ": local_text(lived.handled),
        "BJSJ": local_text(lived.closed),
        "HFSJ": local_text(lived.revisited),
        "MYD": _satisfaction(lived.revisited, rnd),
        "ZTDM": STATUS[lived.stage],
        "WBLY": PREFIX[report.partner] if report.partner else "",
        "WBBH": _reference(matter, report, scribe),
        "GXSJ": local_text(lived.updated),
        "SCBZ": "1" if report.deleted else "0",
    }
    return Row(ZONGZHI, "event", report.record_id, lived.updated * 1000, body)


def _satisfaction(revisited: int | None, rnd: Random) -> str | int:
    if revisited is None or rnd.random() < 0.1:
        return ""
    value = rnd.choices((5, 4, 3, 2, 1), weights=(60, 25, 9, 4, 2))[0]
    return value if rnd.random() < 0.2 else str(value)


def _reference(matter: Matter, report: Report, scribe: Scribe) -> str:
    if not report.peers:
        return ""
    network, number = report.peers[0]
    return scribe.reference(number, PREFIX[network], spare=matter.critical)


def step_rows(matter: Matter, report: Report, rnd: Random) -> Iterator[Row]:
    """Yield the steps that were written down: all of dispatched events, the ends of the others."""
    lived = report.life
    times = dict(zip(STAGES, lived.times(), strict=True))
    if lived.dispatched is None and rnd.random() < 0.95:
        first = lived.reported if rnd.random() < 0.7 else None
        times = {"reported": first, "closed": lived.closed}
    department = zongzhi_department(matter.kind) if matter.kind else ""
    for place, (stage, moment) in enumerate(times.items()):
        if moment is None:
            continue
        key = f"{report.number}{place + 1:02d}"
        updated = lived.updated if report.deleted else moment
        body = {
            "LZBH": key,
            "SJBH": report.number,
            "HJDM": STATUS[stage],
            "CLDW": department if stage in ("dispatched", "handled") else "220323B00",
            "CLSJ": local_text(moment),
            "CLYJ": rnd.choice(_REMARKS),
            "GXSJ": local_text(updated),
            "SCBZ": "1" if report.deleted else "0",
        }
        yield Row(ZONGZHI, "step", key, updated * 1000, body)
