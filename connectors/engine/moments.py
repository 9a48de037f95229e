"""Update times of a page as microseconds since 1970 UTC, in the forms that the platforms write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

SHANGHAI: Final = timezone(timedelta(hours=8))
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_EIGHT_HOURS: Final = 8 * 3_600_000_000
_LAST: Final = (datetime(9999, 12, 30, tzinfo=UTC) - EPOCH) // _MICROSECOND
_DATE: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_SHEET_ZERO: Final = datetime(1899, 12, 30, tzinfo=SHANGHAI)


def micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC of an aware time."""
    return (moment - EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    """The UTC time of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=value)


def unknown_times(count: int) -> pa.Int64Array:
    """As many times that nobody knows."""
    times: pa.Int64Array = pa.nulls(count, pa.int64())
    return times


def local_seconds(texts: pa.StringArray) -> pa.Int64Array:
    """Read local `yyyy-MM-dd HH:mm:ss` (UTC+8); null for anything else."""
    read = pc.strptime(texts, format="%Y-%m-%d %H:%M:%S", unit="us", error_is_null=True)
    utc: pa.Int64Array = pc.call_function("subtract", [read.cast(pa.int64()), pa.scalar(_EIGHT_HOURS)])
    return utc


def epoch_millis(texts: pa.StringArray) -> pa.Int64Array:
    """Read epoch milliseconds; 0 means unknown and is null, like anything that is no such number."""
    try:
        values = texts.cast(pa.int64()).to_pylist()
    except pa.ArrowInvalid:
        values = [int(text) if text and _is_digits(text) else None for text in texts.to_pylist()]
    return _times(v * 1000 if v and 0 < v <= _LAST // 1000 else None for v in values)


def iso_offset(texts: pa.StringArray) -> pa.Int64Array:
    """Read ISO 8601 with an offset; null for anything else."""
    return _times(_iso(text) for text in texts.to_pylist())


def loose_date(texts: pa.StringArray) -> pa.Int64Array:
    """Read a local date as people and spreadsheets write it, as its midnight; null for anything else."""
    return _times(_date(text) for text in texts.to_pylist())


def span(times: pa.Int64Array) -> tuple[int, int] | None:
    """The earliest and the latest of the times that are known."""
    known = _known(times)
    return (int(known.min()), int(known.max())) if len(known) else None


def is_ascending(times: pa.Int64Array) -> bool:
    """Whether the times that are known ascend."""
    known = _known(times)
    return bool((known[:-1] <= known[1:]).all())


def _known(times: pa.Int64Array) -> npt.NDArray[Any]:
    return (times.drop_null() if times.null_count else times).to_numpy()


def _times(values: Iterable[int | None]) -> pa.Int64Array:
    times: pa.Int64Array = pa.array(list(values), pa.int64())
    return times


def _is_digits(text: str) -> bool:
    return text.isascii() and text.strip().isdigit() and len(text) < 18


@lru_cache(maxsize=4096)
def _iso(text: str | None) -> int | None:
    if not text:
        return None
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return None if read.tzinfo is None else micros(read)


@lru_cache(maxsize=4096)
def _date(text: str | None) -> int | None:
    # int() and the pattern read full-width digits as well
    text = (text or "").strip()
    try:
        if found := _DATE.match(text):
            year, month, day = map(int, found.groups())
            return micros(datetime(year, month, day, tzinfo=SHANGHAI))
        if text.isdigit() and 4 <= len(text) <= 5:
            return micros(_SHEET_ZERO + timedelta(days=int(text)))
        if text.isdigit() and len(text) == 8:
            return micros(datetime(int(text[:4]), int(text[4:6]), int(text[6:]), tzinfo=SHANGHAI))
    except ValueError:
        pass
    return None


READERS: Final[Mapping[str, Callable[[pa.StringArray], pa.Int64Array]]] = MappingProxyType(
    {
        "local_seconds": local_seconds,
        "epoch_millis": epoch_millis,
        "iso_offset": iso_offset,
        "loose_date": loose_date,
    }
)
