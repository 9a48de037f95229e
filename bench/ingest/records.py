"""Records of the platform zongzhi as its guide describes them: people and events, made from their number."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

import orjson

LOCAL: Final = timedelta(hours=8)
_FIRST: Final = datetime(2024, 11, 18, tzinfo=UTC)
_IN_A_SECOND: Final = 3
_CATEGORIES: Final = ("0101", "0102", "0201", "0301", "0402", "0501", "0701", "1001", "1201")
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_NAMES: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"


def person(number: int) -> dict[str, Any]:
    """One row of `population`."""
    half = number * 7919 % 1_000_003
    return {
        "RYBH": f"RY{number:012d}",
        "XM": _SURNAMES[half % 20] + _NAMES[half % 26] + _NAMES[number % 26],
        "GMSFHM": f"229923{1940 + half % 70}{1 + half % 12:02d}{1 + half % 28:02d}{number % 10000:04d}",
        "XBDM": str(1 + half % 2),
        "MZDM": "01",
        "ZJXY": None,
        "CSRQ": f"{1940 + half % 70}-{1 + half % 12:02d}-{1 + half % 28:02d}",
        "LXDH": f"139{half:08d}" if half % 5 else None,
        "HJDZ": f"吉林省多王县第{half % 17 + 1}街道和平路{half % 300}号",
        "XZDZ": f"吉林省多王县第{half % 17 + 1}街道幸福小区{half % 40 + 1}号楼{half % 900}室",
        "WGBH": f"229923{half % 17:03d}{half % 12:03d}{half % 9:02d}",
        "HH": f"H{half // 3:09d}",
        "HZGX": ("01", "02", "03", "99")[half % 4],
        "RKLX": ("1", "2", "3", "9")[half % 4],
        "ZDRYLB": None,
        "GXSJ": written(updated(number)),
        "SCBZ": "0",
    }


def event(number: int) -> dict[str, Any]:
    """One row of `event`."""
    half = number * 7919 % 1_000_003
    reported = updated(number) - timedelta(hours=half % 200 + 30)
    is_closed = half % 4 > 0
    return {
        "SJBH": f"SJ{number:012d}",
        "SJMC": f"第{half % 17 + 1}街道和平路{half % 300}号附近路面破损",
        "SJLB": _CATEGORIES[half % 9],
        "SBSJ": written(reported),
        "SBRLX": ("01", "02", "03", "04", "05")[half % 5],
        "SBRBH": f"WGY{half % 900:06d}",
        "WGBH": f"229923{half % 17:03d}{half % 12:03d}{half % 9:02d}",
        "FSDD": f"多王县第{half % 17 + 1}街道和平路{half % 300}号",
        "JD": 125 + half % 100_000 / 1_000_000,
        "WD": 43 + half % 90_000 / 1_000_000,
        "SLSJ": written(reported + timedelta(hours=1)),
        "ZBSJ": written(reported + timedelta(hours=3)),
        "ZBDW": f"BM{half % 40:03d}",
        "CZSJ": written(reported + timedelta(hours=20)) if is_closed else None,
        "BJSJ": written(reported + timedelta(hours=29)) if is_closed else None,
        "HFSJ": None,
        "MYD": 1 + half % 5 if is_closed else None,
        "ZTDM": "05" if is_closed else "03",
        "WBLY": None,
        "WBBH": None,
        "GXSJ": written(updated(number)),
        "SCBZ": "0",
    }


MAKERS: Final[Mapping[str, Callable[[int], dict[str, Any]]]] = MappingProxyType(
    {"population": person, "event": event}
)


def updated(number: int) -> datetime:
    """The update time of a record: a few share each second, as after an import."""
    return _FIRST + timedelta(seconds=number // _IN_A_SECOND)


def written(moment: datetime) -> str:
    """A time as the platform writes it."""
    return f"{moment + LOCAL:%Y-%m-%d %H:%M:%S}"


@dataclass(frozen=True)
class Feed:
    """All rows of a stream as one JSON text, so that any page is one slice of it; `times` ascend."""

    text: bytes
    ends: array[int]
    times: array[int]

    def page(self, start: int, end: int, number: int, size: int) -> bytes:
        """The answer to one request for a page; `start` and `end` (inclusive) are seconds since 1970."""
        first, last = bisect_left(self.times, start), bisect_left(self.times, end + 1)
        total = last - first
        at = min(first + (number - 1) * size, last)
        rows = self.text[self.ends[at] : max(self.ends[at], self.ends[min(at + size, last)] - 1)]
        return b'{"total":%d,"rows":[%b],"code":200,"msg":"ok"}' % (total, rows)


def feed(stream: str, count: int) -> Feed:
    """Make the rows of a stream."""
    text, ends, times = bytearray(), array("q", [0]), array("q")
    make = MAKERS[stream]
    for number in range(count):
        text += orjson.dumps(make(number))
        text += b","
        ends.append(len(text))
        times.append(int(updated(number).timestamp()))
    return Feed(bytes(text), ends, times)
