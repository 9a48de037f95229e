"""The platforms' ways to write an instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))
_FORM = "%Y-%m-%d %H:%M:%S"


def parse_local_seconds(text: str) -> int:
    """Epoch seconds of a local `yyyy-MM-dd HH:mm:ss`. Raises ValueError."""
    return int(datetime.strptime(text, _FORM).replace(tzinfo=SHANGHAI).timestamp())


def local_text(epoch_ms: int) -> str:
    """Local `yyyy-MM-dd HH:mm:ss` of epoch milliseconds."""
    return datetime.fromtimestamp(epoch_ms // 1000, SHANGHAI).strftime(_FORM)


def parse_offset_ms(text: str) -> int:
    """Epoch milliseconds of an ISO 8601 time that carries an offset. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time needs its offset")
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def offset_text(epoch_ms: int) -> str:
    """ISO 8601 with +08:00 of epoch milliseconds."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=epoch_ms)
    return moment.astimezone(SHANGHAI).isoformat(timespec="milliseconds" if epoch_ms % 1000 else "seconds")
