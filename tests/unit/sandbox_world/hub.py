"""A hub in small: computes the published figures from the platforms' records, knowing no plan."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox.world.store import bodies, open_store

ORDER = ("reported", "accepted", "dispatched", "handled", "closed", "revisited")
ZZ_STATUS = dict(zip(("01", "02", "03", "04", "05", "06"), ORDER, strict=True)) | {"09": "void"}
CG_STAGE = {
    "COLLECT": "reported", "ACCEPT": "accepted", "FILE": "accepted", "DISPATCH": "dispatched",
    "HANDLE": "dispatched", "VERIFY": "handled", "CLOSE": "closed", "CANCEL": "void",
}  # fmt: skip
SQ_STATE = {0: "reported", 1: "accepted", 2: "dispatched", 3: "closed", 4: "revisited", 8: "void"}
XC_STATUS = {"待受理": "reported", "办理中": "accepted", "已办结": "closed", "作废": "void"}
NETWORK = {
    "ZZ": "zongzhi",
    "CG": "chengguan",
    "SQ": "shequ",
    "SC": "xiangcun",
    "综治": "zongzhi",
    "城管": "chengguan",
}


@dataclass
class Report:
    network: str
    number: str
    kind: str
    status: str
    reported: float
    closed: float | None
    dispatched: bool
    received: bool
    origin_kind: str
    refs: list[tuple[str, str]] = field(default_factory=list)


def canonical(number: str) -> str:
    """Repair a number as people copied it."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).upper()
    return re.sub(r"^(?:(?:ZZ|CG|SQ|SC):)+", "", text)


def moment(value: Any) -> float | None:
    """Read any of the platforms' times as epoch seconds."""
    if value in ("", None, 0, "0"):
        return None
    if isinstance(value, int) or value.isdigit():
        return int(value) / 1000
    match = re.fullmatch(r"(\d+)/(\d+)/(\d+) (\d+):(\d+)", value)
    if match:
        return datetime(*map(int, match.groups()), tzinfo=UTC).timestamp() - 8 * 3600
    if "T" in value:
        return datetime.fromisoformat(value).timestamp()
    return datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp() - 8 * 3600


class World:
    """All live records of a store."""

    def __init__(self, home: Path) -> None:
        self.connection = open_store(home)

    def close(self) -> None:
        self.connection.close()

    def live(self, network: str, stream: str, name: str = "") -> Iterator[dict[str, Any]]:
        """Yield records that are neither deleted nor (by the column `name`) test rows."""
        for _, body in bodies(self.connection, network, stream):
            if body.get("SCBZ") == "1" or body.get("delFlag") == 1:
                continue
            if not (name and str(body[name]).startswith("测试")):
                yield body

    def reports(self) -> Iterator[Report]:
        yield from (zongzhi_report(b) for b in self.live("zongzhi", "event", "SJMC"))
        yield from (chengguan_report(b) for b in self.live("chengguan", "cases"))
        yield from (shequ_report(b) for b in self.live("shequ", "tickets", "content"))
        yield from (xiangcun_report(b) for b in self.live("xiangcun", "村务事件", "标题"))


def zongzhi_report(b: dict[str, Any]) -> Report:
    refs = [(NETWORK[b["WBLY"]], canonical(b["WBBH"]))] if b["WBLY"] and b["WBBH"] else []
    received = b["SBRLX"] == "05" or bool(b["WBLY"])
    reported = moment(b["SBSJ"])
    assert reported is not None
    return Report(
        "zongzhi", b["SJBH"], b["SJLB"], ZZ_STATUS[b["ZTDM"]], reported, moment(b["BJSJ"]), bool(b["ZBSJ"]),
        received, b["SBRLX"], refs,
    )  # fmt: skip


def chengguan_report(b: dict[str, Any]) -> Report:
    refs = [(NETWORK[n.strip()[:2]], canonical(n)) for n in b["relatedNos"]]
    status = "void" if b["archived"] else CG_STAGE[b["stage"]]
    reported = moment(b["reportTime"])
    assert reported is not None
    return Report(
        "chengguan", b["caseNo"], "", status, reported, moment(b["closeTime"]), bool(b["dispatchTime"]),
        b["source"] == "transfer", b["source"], refs,
    )  # fmt: skip


def shequ_report(b: dict[str, Any]) -> Report:
    refs = [(NETWORK[b["forwardTo"]], canonical(b["forwardNo"]))] if b["forwardTo"] and b["forwardNo"] else []
    return Report(
        "shequ", b["ticketNo"], b["kind"], SQ_STATE[b["state"]], moment(b["createTime"]) or 9e18,
        moment(b["finishTime"]), bool(moment(b["dispatchTime"])), False, "resident", refs,
    )  # fmt: skip


def xiangcun_report(b: dict[str, Any]) -> Report:
    refs = [(NETWORK[b["转办平台"]], canonical(b["对方编号"]))] if b["转办平台"] and b["对方编号"] else []
    return Report(
        "xiangcun", b["编号"], b["类别"], XC_STATUS[b["状态"]], moment(b["上报时间"]) or 9e18,
        moment(b["办结时间"]), False, False, "resident", refs,
    )  # fmt: skip


def unify(reports: list[Report]) -> list[list[Report]]:
    """Join reports by their cross-references."""
    parent = {(r.network, r.number): (r.network, r.number) for r in reports}

    def root(key: tuple[str, str]) -> tuple[str, str]:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for report in reports:
        for ref in report.refs:
            if ref in parent:
                parent[root((report.network, report.number))] = root(ref)
    groups: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        groups[root((report.network, report.number))].append(report)
    return list(groups.values())


def unified_status(group: list[Report]) -> str:
    """The furthest stage of the reports not void, pulled back by one reopened after the others' closing."""
    alive = [r for r in group if r.status != "void"]
    if not alive:
        return "void"
    furthest = max(alive, key=lambda r: ORDER.index(r.status))
    for report in alive:
        reopened = report.closed is not None and ORDER.index(report.status) < 4
        others = [r.closed for r in alive if r is not report and r.closed is not None]
        if reopened and report.closed is not None and all(report.closed > c for c in others):
            return report.status
    return furthest.status


def event_figures(world: World) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for group in unify(list(world.reports())):
        status = unified_status(group)
        origin = min(group, key=lambda r: (r.received, r.reported))
        if status == "void" or origin.origin_kind != "01":
            continue
        closed = status in ("closed", "revisited")
        counts["grid_events_reported"] += 1
        counts["grid_events_closed"] += closed
        if origin.kind == "0301":
            counts["dispute_events_reported"] += 1
            sent = any(r.dispatched for r in group)
            counts["dispute_events_dispatched"] += sent
            counts["dispute_events_dispatched_closed"] += sent and closed
    return counts


def zongzhi_figures(world: World, today: str) -> dict[str, int]:
    swept = [b for b in world.live("zongzhi", "dispute") if b["LYFS"] == "2"]
    whistles = list(world.live("zongzhi", "whistle"))
    posts = list(world.live("zongzhi", "post"))
    known = {b["GWBH"] for b in posts}
    team = [b["LB"] for b in world.live("zongzhi", "team")]
    classes = {
        "hamlet_chiefs": "04",
        "grid_chiefs": "05",
        "lawyers": "06",
        "judges": "07",
        "legal_wise_people": "08",
    }
    return {name: team.count(code) for name, code in classes.items()} | {
        "disputes_swept": len(swept),
        "disputes_swept_resolved": sum(bool(b["HJSJ"]) for b in swept),
        "visits": sum(b["GWBH"] in known for b in world.live("zongzhi", "visit")),
        "whistles": len(whistles),
        "whistles_solved": sum(bool(b["JJSJ"]) for b in whistles),
        "grids": sum(b["WGLX"] == "01" and not b["TYRQ"] for b in world.live("zongzhi", "grid", "WGMC")),
        "three_chiefs": sum(
            b["GWLX"] in "123"
            and b["ABJ"] == "A"
            and bool(b["RYBH"])
            and (not b["LZRQ"] or b["LZRQ"] > today)
            for b in posts
        ),
    }


def shequ_figures(world: World) -> dict[str, int]:
    companies = list(world.live("shequ", "property-companies", "companyName"))
    centres = [b for b in world.live("shequ", "service-centers", "centerName") if int(b["closedTime"]) == 0]
    groups = {int(b["kind"]) for b in world.live("shequ", "volunteer-groups", "groupName")}
    actions = {int(b["action"]) for b in world.live("shequ", "activities", "title")}
    return {
        "property_companies": len(companies),
        "property_companies_interviewed": sum(int(b["interviewed"]) for b in companies),
        "service_centres": len(centres),
        "volunteer_group_kinds": len(groups),
        "volunteer_actions": len(actions),
    }


def xiangcun_figures(world: World) -> dict[str, int]:
    villages = [b for b in world.live("xiangcun", "行政村", "村名") if b["类型"] == "村"]
    communities = list(world.live("shequ", "communities", "communityName"))
    titles = [b["称号"] for b in world.live("xiangcun", "荣誉")]
    return {
        "communities_and_villages": len(villages) + len(communities),
        "pilot_villages": sum(b["无讼村"] in ("试点", "示范") for b in villages),
        "demonstration_villages": sum(b["无讼村"] == "示范" for b in villages),
        "honours_worthies": titles.count("乡贤"),
        "honours_good_people": titles.count("好人"),
        "honours_daughters_in_law": titles.count("最美婆媳"),
    }


def figures(home: Path) -> dict[str, int]:
    """Compute every counted figure."""
    world = World(home)
    today = dict(world.connection.execute("select key, value from meta"))["virtual_day"].replace("-", "")
    found = (
        event_figures(world) | zongzhi_figures(world, today) | shequ_figures(world) | xiangcun_figures(world)
    )
    world.close()
    return dict(found)
