"""zongzhi `dispute`: those that came as events and those that sweeps found."""

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from sandbox.world import figures
from sandbox.world.clock import DAY, daytime, local_text
from sandbox.world.divisions import street_communities, villages
from sandbox.world.duty import zz_row
from sandbox.world.matters import ZONGZHI, Life, Matter, Report
from sandbox.world.store import Row

BY_EVENT, BY_SWEEP = "1", "2"
_TYPES = ("01", "02", "03", "04", "05", "06", "99")
_WEIGHTS = (24, 26, 16, 10, 8, 10, 6)


def _body(key: str, origin: str, division: str, rnd: Random) -> dict[str, Any]:
    return {
        "JFBH": key,
        "SJBH": "",
        "LYFS": origin,
        "JFLX": rnd.choices(_TYPES, weights=_WEIGHTS)[0],
        "PCSJ": "",
        "TJFS": rnd.choices("1234", weights=(70, 14, 6, 10))[0],
        "ZBSJ": "",
        "HJSJ": "",
        "SSQHDM": division,
    }


def event_dispute(matter: Matter, report: Report, key: str, rnd: Random) -> Row:
    """Return the dispute of an event of type dispute; its times are the event's."""
    lived: Life = report.life
    body = _body(key, BY_EVENT, matter.spot.grid.division.code, rnd)
    body["SJBH"] = "" if rnd.random() < 0.12 else report.number
    body["PCSJ"] = local_text(lived.reported)
    body["ZBSJ"] = local_text(lived.dispatched)
    settled = lived.closed if lived.stage in ("closed", "revisited") else None
    body["HJSJ"] = local_text(settled)
    return zz_row("dispute", "JFBH", body, lived.updated, deleted=report.deleted)


def sweep_dispute(
    key: str, found: int, last: int, rnd: Random, *, resolved: bool
) -> tuple[dict[str, Any], int]:
    """Draw a dispute that a sweep found; return it with its last moment."""
    place = rnd.choice((*street_communities(), *villages()))
    body = _body(key, BY_SWEEP, place.code, rnd)
    sent = min(last, found + rnd.randint(3600, 2 * DAY)) if rnd.random() < 0.6 else None
    end = min(last, (sent or found) + rnd.randint(3600, 15 * DAY)) if resolved else None
    body["PCSJ"], body["ZBSJ"], body["HJSJ"] = local_text(found), local_text(sent), local_text(end)
    return body, end or sent or found


def dispute_rows(matters: Iterable[Matter], first: int, last: int, rnd: Random) -> Iterator[Row]:
    """Yield all disputes, and deleted ones of the sweeps."""
    count = 0
    for matter in matters:
        for report in matter.of(ZONGZHI):
            if matter.kind and matter.kind.key == "dispute" and rnd.random() < 0.94:
                count += 1
                yield event_dispute(matter, report, f"JF{count:06d}", rnd)
    for place in range(figures.SWEPT + 12):
        count += 1
        resolved = place < figures.SWEPT_RESOLVED or place >= figures.SWEPT
        found = daytime(rnd, first, last - 20 * DAY if resolved else last - 3600)
        body, updated = sweep_dispute(f"JF{count:06d}", found, last, rnd, resolved=resolved)
        deleted = place >= figures.SWEPT
        if deleted:
            updated = rnd.randrange(last - 80 * DAY, last)
        yield zz_row("dispute", "JFBH", body, updated, deleted=deleted)
