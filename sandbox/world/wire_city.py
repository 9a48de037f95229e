"""Cases and actions as chengguan writes them: GB/T codes of two sets, ISO times with offsets, GCJ-02."""

from collections.abc import Iterator
from random import Random
from typing import Any

from sandbox.world import codes
from sandbox.world.citizen_id import masked
from sandbox.world.clock import SECOND_CODE_SET_FROM, iso_text, local_day
from sandbox.world.geo import gcj02
from sandbox.world.life import close_before_accepting
from sandbox.world.matters import CHENGGUAN, PREFIX, VOID, Matter, Report
from sandbox.world.people import Person
from sandbox.world.scribe import Scribe
from sandbox.world.store import Row

_STAGES = {
    "reported": ("COLLECT",), "accepted": ("ACCEPT", "FILE"), "dispatched": ("DISPATCH",),
    "handled": ("HANDLE", "VERIFY"), "closed": ("CLOSE",), "revisited": ("CLOSE",), VOID: ("CANCEL",),
}  # fmt: skip
_HANDLING_DAYS = 3


def code_set_of(reported: int, rnd: Random) -> tuple[str, str]:
    """Return the code set in force and what the record says of it: the set or, in some, nothing.

    Some stations kept set A for a while after the change, and then say so.
    """
    day = local_day(reported)
    actual = "A" if day < SECOND_CODE_SET_FROM else "B"
    if actual == "B" and (day - SECOND_CODE_SET_FROM).days < 45 and rnd.random() < 0.2:
        return "A", "A"
    return actual, "" if rnd.random() < 0.15 else actual


def case_row(
    matter: Matter, report: Report, scribe: Scribe, reporter: Person | None, unit_grid: str, last: int
) -> Row:
    """Return one case as it goes over the wire."""
    rnd, lived = scribe.rnd, report.life
    if not matter.critical and scribe.chance(scribe.profile.closed_before_accepted):
        close_before_accepting(rnd, lived, last)
    case_kind, major, minor = matter.city_class or (codes.EVENT, "99", "99")
    actual, written = code_set_of(lived.reported, rnd)
    point = scribe.point(gcj02(matter.spot.point)) or (0, 0)
    zulu = rnd.random() < 0.12
    archived = lived.stage == VOID and rnd.random() < 0.5
    stage = rnd.choice(_STAGES[lived.stage])
    body: dict[str, Any] = {
        "caseNo": report.number,
        "caseKind": case_kind,
        "codeSet": written,
        "majorClass": codes.major_class(major, actual),
        "minorClass": minor,
        "unitGrid": unit_grid,
        "source": report.source,
        "reporter": None if reporter is None else _reporter(reporter, scribe),
        "address": scribe.address(matter.spot.text),
        "x": point[0],
        "y": point[1],
        "stage": "ACCEPT" if archived and stage == "CANCEL" else stage,
        "deptCode": codes.city_department(matter.kind, major) if lived.dispatched else "",
        "returns": rnd.choices((0, 1, 2), weights=(90, 8, 2))[0] if lived.handled else 0,
        "relatedNos": [_related(matter, network, number, scribe) for network, number in report.peers],
        "photos": rnd.randint(0, 4),
        "archived": archived or report.deleted,
    }
    body |= _times(report, zulu=zulu)
    return Row(CHENGGUAN, "cases", report.record_id, lived.updated * 1000, body)


def _times(report: Report, *, zulu: bool) -> dict[str, str | None]:
    lived = report.life
    filed = None if lived.accepted is None else lived.accepted + 60
    deadline = None if lived.dispatched is None else lived.dispatched + _HANDLING_DAYS * 86_400
    moments = {
        "reportTime": lived.reported, "acceptTime": lived.accepted, "fileTime": filed,
        "dispatchTime": lived.dispatched, "handleTime": lived.handled,
        "verifyTime": lived.closed and max(lived.closed - 1800, lived.handled or 0),
        "closeTime": lived.closed,
        "deadline": deadline, "lastModified": lived.updated,
    }  # fmt: skip
    return {name: iso_text(moment, zulu=zulu) for name, moment in moments.items()}


def _reporter(person: Person, scribe: Scribe) -> dict[str, str]:
    rnd = scribe.rnd
    name = scribe.name(person)
    if scribe.chance(scribe.profile.name_title_only):
        name = person.name[0] + ("先生" if person.sex == 1 else "女士")
    number = masked(person.citizen_id) if rnd.random() < 0.45 else ""
    return {"name": name, "phone": scribe.phone(person), "idNoMasked": number}


def _related(matter: Matter, network: str, number: str, scribe: Scribe) -> str:
    prefix = PREFIX[network]
    return f"{prefix}:{scribe.reference(number, prefix, spare=matter.critical)}"


def action_rows(matter: Matter, report: Report, rnd: Random) -> Iterator[Row]:
    """Yield what was done with a case, one row a time that it holds."""
    lived = report.life
    department = codes.city_department(matter.kind, (matter.city_class or ("", "", ""))[1])
    moments = (
        ("COLLECT", lived.reported), ("ACCEPT", lived.accepted), ("DISPATCH", lived.dispatched),
        ("HANDLE", lived.handled), ("CLOSE", lived.closed),
        ("CANCEL", lived.updated if lived.stage == VOID else None),
    )  # fmt: skip
    for place, (stage, moment) in enumerate(moments):
        if moment is None or (stage == "COLLECT" and rnd.random() < 0.6):
            continue
        zulu = rnd.random() < 0.12
        key = f"{report.number}-{place + 1}"
        body = {
            "actionId": key,
            "caseNo": report.number,
            "stage": stage,
            "deptCode": department if stage in ("DISPATCH", "HANDLE") else "",
            "operator": f"{rnd.choice('王李张刘赵')}{rnd.choice('伟芳强丽军')}",
            "at": iso_text(moment, zulu=zulu),
            "remark": rnd.choice(("", "现场已核实", "已派遣", "处置完毕", "请按期处理\n并回复")),
            "lastModified": iso_text(moment, zulu=zulu),
            "archived": False,
        }
        yield Row(CHENGGUAN, "actions", key, moment * 1000, body)
