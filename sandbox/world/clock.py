"""Time of the simulated county: instants are whole epoch seconds, days are local (Asia/Shanghai, UTC+8)."""

from datetime import UTC, date, datetime
from random import Random

LOCAL_OFFSET = 8 * 3600
DAY = 86_400
FIRST_DAY = date(2024, 11, 18)
EVENTS_FROM = date(2023, 11, 1)
REDEMARCATION = date(2023, 7, 1)
SECOND_CODE_SET_FROM = date(2024, 7, 1)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def midnight(day: date) -> int:
    """Return the instant at which a local day begins."""
    return (day.toordinal() - _EPOCH_ORDINAL) * DAY - LOCAL_OFFSET


def local_day(instant: int) -> date:
    """Return the local day of an instant."""
    return date.fromordinal((instant + LOCAL_OFFSET) // DAY + _EPOCH_ORDINAL)


def daytime(rnd: Random, first: int, last: int) -> int:
    """Draw an instant at which people are awake (06:00 to 21:59 local time)."""
    while True:
        instant = rnd.randrange(first, last)
        if 6 <= (instant + LOCAL_OFFSET) % DAY // 3600 < 22:
            return instant


def local_text(instant: int | None) -> str:
    """Return `yyyy-MM-dd HH:mm:ss` local time, blank for None (zongzhi's form)."""
    if instant is None:
        return ""
    return datetime.fromtimestamp(instant + LOCAL_OFFSET, UTC).isoformat(" ")[:19]


def iso_text(instant: int | None, *, zulu: bool = False) -> str | None:
    """Return ISO 8601 with +08:00, or with Z; None for None (chengguan's form)."""
    if instant is None:
        return None
    if zulu:
        return datetime.fromtimestamp(instant, UTC).isoformat()[:19] + "Z"
    return datetime.fromtimestamp(instant + LOCAL_OFFSET, UTC).isoformat()[:19] + "+08:00"


def parse_local(text: str) -> int | None:
    """Read `yyyy-MM-dd HH:mm:ss` local time; None for a blank."""
    if not text:
        return None
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return int(moment.timestamp()) - LOCAL_OFFSET


def parse_iso(text: str | None) -> int | None:
    """Read ISO 8601 with an offset; None for a blank."""
    return int(datetime.fromisoformat(text).timestamp()) if text else None


def compact(day: date | None) -> str:
    """Return `yyyyMMdd`, blank for None."""
    return "" if day is None else day.isoformat().replace("-", "")
