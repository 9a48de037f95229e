"""Worlds harder than the sandbox makes: what is left of its reports when people and devices are worse.

A home's store is copied and its reports changed: numbers forgotten, points scattered or blank or in another
county, clocks off, matters passed on late, texts in other words, types vague, grid codes missing; and other
matters of the same type are moved next to those that stand on several platforms. The truth stays as it is.
"""

from __future__ import annotations

import json
import math
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Hardness:
    """Shares (0..1) of the reports that each trouble befalls; one sigma of points (m) and of clocks (min)."""

    number_lost: float
    scatter: float
    point_blank: float
    point_elsewhere: float
    clock: float
    late: float
    other_words: float
    vague_type: float
    grid_blank: float
    rivals: float


PROFILES = {
    "hard": Hardness(0.5, 40, 0.2, 0.01, 20, 0.05, 0.3, 0.03, 0.15, 0.3),
    "harder": Hardness(0.7, 80, 0.35, 0.02, 60, 0.10, 0.5, 0.06, 0.3, 0.6),
}


@dataclass(frozen=True)
class Form:
    """Where a platform writes what: names of fields, and how it writes a time."""

    stream: str
    text: tuple[str, ...]
    lng: str
    lat: str
    reported: str
    times: tuple[str, ...]
    numbers: Mapping[str, Any]
    vague: Mapping[str, Any]
    grid: str
    moved: Callable[[Any, timedelta], Any]


def _moved_text(form: str) -> Callable[[Any, timedelta], Any]:
    def moved(value: Any, by: timedelta) -> Any:
        try:
            return (_parsed(str(value), form) + by).strftime(form)
        except ValueError:
            return value

    return moved


def _moved_iso(value: Any, by: timedelta) -> Any:
    try:
        return (datetime.fromisoformat(str(value)) + by).isoformat(timespec="seconds")
    except ValueError:
        return value


def _moved_millis(value: Any, by: timedelta) -> Any:
    return value if int(value or 0) == 0 else int(value) + int(by.total_seconds() * 1000)


def _moved_loose(value: Any, by: timedelta) -> Any:
    for form in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M"):
        moved = _moved_text(form)(value, by)
        if moved != value:
            return moved
    return value


FORMS = {
    "zongzhi": Form(
        "event", ("SJMC", "FSDD"), "JD", "WD", "SBSJ", ("SBSJ", "SLSJ", "ZBSJ", "CZSJ", "BJSJ", "HFSJ"),
        {"WBBH": ""}, {"SJLB": "9901"}, "WGBH", _moved_text("%Y-%m-%d %H:%M:%S"),
    ),
    "chengguan": Form(
        "cases", ("address",), "x", "y", "reportTime",
        ("reportTime", "acceptTime", "fileTime", "dispatchTime", "handleTime", "verifyTime", "closeTime"),
        {"relatedNos": []}, {"caseKind": 2, "majorClass": "99", "minorClass": ""}, "unitGrid", _moved_iso,
    ),
    "shequ": Form(
        "tickets", ("content",), "lng", "lat", "createTime",
        ("createTime", "acceptTime", "dispatchTime", "finishTime", "evaluateTime"),
        {"forwardNo": ""}, {"kind": "X99"}, "", _moved_millis,
    ),
    "xiangcun": Form(
        "村务事件", ("标题",), "经度", "纬度", "上报时间", ("上报时间", "受理时间", "办结时间"),
        {"对方编号": ""}, {"类别": "其他"}, "", _moved_loose,
    ),
}  # fmt: skip
_FILLERS = ("群众反映", "接到电话", "巡查时看到", "请尽快派人", "已多日无人管", "影响通行", "望解决")


def harden(home: Path, target: Path, hardness: Hardness, seed: int) -> Path:
    """Copy a sandbox home and make its reports harder to join; its truth is that of the original."""
    target.mkdir(parents=True, exist_ok=True)
    shutil.copytree(home / "truth", target / "truth", dirs_exist_ok=True)
    shutil.copy(home / "platforms.sqlite", target / "platforms.sqlite")
    with closing(sqlite3.connect(target / "platforms.sqlite")) as db, db:
        bodies = {
            (network, record_id): json.loads(body)
            for network, form in FORMS.items()
            for record_id, body in db.execute(
                "select id, body from record where network = ? and stream = ? order by id",
                (network, form.stream),
            )
        }
        _move_rivals(db, bodies, hardness, Random(f"{seed}/rivals"))
        rnd = Random(f"{seed}/reports")
        for (network, _), body in bodies.items():
            _trouble(FORMS[network], body, hardness, rnd)
        db.executemany(
            "update record set body = ? where network = ? and stream = ? and id = ?",
            [
                (json.dumps(body, ensure_ascii=False), network, FORMS[network].stream, record_id)
                for (network, record_id), body in bodies.items()
            ],
        )
    return target


def _move_rivals(
    db: sqlite3.Connection, bodies: dict[tuple[str, str], Body], hardness: Hardness, rnd: Random
) -> None:
    """Move matters that zongzhi alone holds next to others of their type, hours and 60 to 400 metres off.

    Each is another manhole in the same street, written down like the first.
    """
    matters: dict[str, list[tuple[str, str]]] = {}
    for matter, network, record_id in db.execute(
        "select matter_id, network, id from world_event_record order by matter_id, network, id"
    ):
        if (network, record_id) in bodies:
            matters.setdefault(matter, []).append((network, record_id))
    alone: dict[str, list[Body]] = {}
    for reports in matters.values():
        if len(reports) == 1 and reports[0][0] == "zongzhi":
            body = bodies[reports[0]]
            if not body["WBLY"] and not body["WBBH"]:
                alone.setdefault(body["SJLB"], []).append(body)
    for reports in matters.values():
        others = [bodies[report] for report in reports if report[0] == "zongzhi"]
        if len(reports) < 2 or not others or rnd.random() >= hardness.rivals:
            continue
        free = alone.get(others[0]["SJLB"], [])
        if free:
            _set_beside(free.pop(rnd.randrange(len(free))), others[0], rnd)


def _set_beside(rival: Body, other: Body, rnd: Random) -> None:
    form = FORMS["zongzhi"]
    gap = _when(other["SBSJ"]) - _when(rival["SBSJ"]) + timedelta(hours=rnd.uniform(-36, 36))
    for name in form.times:
        rival[name] = form.moved(rival[name], gap)
    rival["WGBH"] = other["WGBH"]
    title = rival["SJMC"].removeprefix(rival["FSDD"])
    rival["FSDD"] = other["FSDD"][:-2] + rnd.choice(("东头", "西口", "北门", "桥边", "坡下"))
    rival["SJMC"] = rival["FSDD"] + title
    if other["JD"]:
        rival["JD"], rival["WD"] = _shifted(other["JD"], other["WD"], rnd.uniform(60, 400), rnd)


def _trouble(form: Form, body: Body, hardness: Hardness, rnd: Random) -> None:
    if rnd.random() < hardness.number_lost:
        body.update(form.numbers)
    _trouble_point(form, body, hardness, rnd)
    hours = rnd.uniform(12, 44) if rnd.random() < hardness.late else 0.0
    gap = timedelta(hours=hours, minutes=rnd.gauss(0, hardness.clock))
    body[form.reported] = form.moved(body[form.reported], gap)
    if rnd.random() < hardness.other_words:
        for name in form.text:
            body[name] = _in_other_words(str(body[name]), rnd)
    if rnd.random() < hardness.vague_type:
        body.update(form.vague)
    if form.grid and rnd.random() < hardness.grid_blank:
        body[form.grid] = ""


def _trouble_point(form: Form, body: Body, hardness: Hardness, rnd: Random) -> None:
    chance, metres = rnd.random(), abs(rnd.gauss(0, hardness.scatter))
    if chance < hardness.point_blank:
        body[form.lng] = body[form.lat] = "" if form.lng in ("JD", "经度") else 0
    elif form.lng != "经度" and body[form.lng]:
        if chance > 1 - hardness.point_elsewhere:
            metres = 150_000.0
        lng, lat = _shifted(body[form.lng], body[form.lat], metres, rnd)
        as_text = isinstance(body[form.lng], str)
        body[form.lng], body[form.lat] = (lng, lat) if as_text else (float(lng), float(lat))


def _shifted(lng: Any, lat: Any, metres: float, rnd: Random) -> tuple[str, str]:
    """Move a point (its axes may be changed over) so many metres in any direction."""
    angle = rnd.uniform(0, 2 * math.pi)
    steps = metres * math.cos(angle) / 81_000, metres * math.sin(angle) / 111_000
    east, north = steps if float(lng) > float(lat) else steps[::-1]
    return f"{float(lng) + east:.6f}", f"{float(lat) + north:.6f}"


def _in_other_words(text: str, rnd: Random) -> str:
    """Cut a text at either end and put other words around it."""
    first, last = rnd.randint(0, len(text) // 2), rnd.randint(0, len(text) // 3)
    return rnd.choice(_FILLERS) + text[first : len(text) - last] + rnd.choice(_FILLERS)


def _when(text: str) -> datetime:
    return _parsed(text, "%Y-%m-%d %H:%M:%S")


def _parsed(text: str, form: str) -> datetime:
    """Read a local time; only differences are taken, so the zone does not matter."""
    return datetime.strptime(text, form)  # noqa: DTZ007
