"""Tickets as shequ writes them, and village events as xiangcun does."""

from datetime import date
from random import Random

from sandbox.world import dirt
from sandbox.world.clock import local_day, local_text
from sandbox.world.geo import bd09, dms
from sandbox.world.life import close_before_accepting
from sandbox.world.matters import PREFIX, SHEQU, VOID, XIANGCUN, Matter, Report
from sandbox.world.people import Person
from sandbox.world.residents import millis
from sandbox.world.scribe import Scribe
from sandbox.world.store import Row
from sandbox.world.villagers import UPDATED_MS

STATE = {"reported": 0, "accepted": 1, "dispatched": 2, "handled": 2, "closed": 3, "revisited": 4, VOID: 8}
STATUS = {
    "reported": "待受理", "accepted": "办理中", "dispatched": "办理中", "handled": "办理中",
    "closed": "已办结", "revisited": "已办结", VOID: "作废",
}  # fmt: skip
PLATFORM_NAMES = {"zongzhi": "综治", "chengguan": "城管"}


def ticket_row(matter: Matter, report: Report, scribe: Scribe, who: tuple[str, str], last: int) -> Row:
    """Return one ticket; `who` is residentId and householdId."""
    rnd, lived = scribe.rnd, report.life
    if not matter.critical and scribe.chance(scribe.profile.closed_before_accepted):
        close_before_accepting(rnd, lived, last)
    point = scribe.point(bd09(matter.spot.point)) or (0, 0)
    kind = rnd.choice(matter.kind.shequ) if matter.kind and matter.kind.shequ else "X99"
    community = matter.spot.grid.division.code
    body = {
        "id": report.record_id,
        "ticketNo": report.number,
        "kind": kind,
        "residentId": who[0],
        "householdId": who[1],
        "communityCode": community,
        "content": "测试工单" if report.test else f"{matter.spot.text}{matter.title}，请处理",
        "lng": point[0],
        "lat": point[1],
        "createTime": millis(lived.reported, rnd),
        "acceptTime": millis(lived.accepted, rnd),
        "dispatchTime": millis(lived.dispatched, rnd),
        "finishTime": millis(lived.closed, rnd),
        "evaluateTime": millis(lived.revisited, rnd),
        "score": rnd.choices((5, 4, 3, 2, 1), weights=(55, 25, 10, 6, 4))[0] if lived.revisited else None,
        "state": STATE[lived.stage],
        "forwardTo": PREFIX[report.partner] if report.partner else "",
        "forwardNo": _number(matter, report, scribe),
        "updateTime": millis(lived.updated, rnd),
        "delFlag": int(report.deleted),
    }
    return Row(SHEQU, "tickets", report.record_id, lived.updated * 1000, body, community)


def _number(matter: Matter, report: Report, scribe: Scribe) -> str:
    if not report.peers:
        return ""
    network, number = report.peers[0]
    return scribe.reference(number, PREFIX[network], spare=matter.critical)


def village_row(matter: Matter, report: Report, scribe: Scribe, who: Person | None, last: int) -> Row:
    """Return one village event; all values are texts."""
    rnd, lived = scribe.rnd, report.life
    if not matter.critical and scribe.chance(scribe.profile.closed_before_accepted):
        close_before_accepting(rnd, lived, last)
    kind = matter.kind.village if matter.kind and matter.kind.village else "其他"
    if scribe.chance(scribe.profile.text_slip):
        kind = dirt.slip(kind, rnd)
    point = scribe.point(matter.spot.point)
    body = {
        "编号": report.number,
        "类别": kind,
        "标题": "测试" if report.test else _title(matter, rnd),
        "屯编码": matter.spot.hamlet.code if matter.spot.hamlet else "",
        "上报人姓名": scribe.name(who) if who else "",
        "上报人电话": scribe.phone(who) if who else "",
        "上报时间": moment_text(lived.reported, scribe),
        "受理时间": moment_text(lived.accepted, scribe),
        "办结时间": moment_text(lived.closed, scribe),
        "状态": STATUS[lived.stage],
        "转办平台": PLATFORM_NAMES[report.partner] if report.partner else "",
        "对方编号": _number(matter, report, scribe),
        "经度": dms(point[0]) if point else "",
        "纬度": dms(point[1]) if point else "",
    }
    return Row(XIANGCUN, "村务事件", report.record_id, UPDATED_MS, body)


def _title(matter: Matter, rnd: Random) -> str:
    """Return a village event's title; some hold commas, quotes and line breaks."""
    title = f"{matter.spot.text}{matter.title}"
    return f'{title},\r\n"请尽快处理"' if rnd.random() < 0.02 else title


def moment_text(moment: int | None, scribe: Scribe) -> str:
    """Return a local time as spreadsheets show it: `2024-03-15 08:30:00`, or with slashes, no seconds."""
    if moment is None:
        return ""
    if not scribe.chance(scribe.profile.date_form):
        return local_text(moment)
    day: date = local_day(moment)
    return f"{day.year}/{day.month}/{day.day} {local_text(moment)[11:16]}"
