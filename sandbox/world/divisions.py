"""The real divisions of the county (225 rows, statistical codes), read from the package's own copy.

A world may be that county under another code (`under`), so that a hub can be tried with several counties.
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

COUNTY_TEXT = "吉林省四平市伊通满族自治县"
_FORMER = ("红旗", "旭日", "新生", "友谊", "光明", "战斗", "卫星", "丰产", "团山", "柳河")
_FILE = Path(__file__).parent / "data" / "divisions.csv"
ADCODE = "220323"
_adcode: ContextVar[str] = ContextVar("adcode", default=ADCODE)


@dataclass(frozen=True, slots=True)
class Division:
    """A community or village with its street or town."""

    code: str
    name: str
    town_code: str
    town: str
    is_community: bool
    is_street: bool

    @property
    def short_name(self) -> str:
        """The everyday name: 庆德村 for 庆德村委会."""
        return self.name.removesuffix("委会") if not self.is_community else self.name

    @property
    def stem(self) -> str:
        """The name without what kind of place it is: 庆德."""
        for ending in ("村委会", "居委会", "社区"):
            if self.name.endswith(ending):
                return self.name.removesuffix(ending)
        return self.name


@contextmanager
def under(adcode: str) -> Iterator[None]:
    """Have the county bear another code (six digits) while the block runs.

    Raises ValueError for what is no code.
    """
    if len(adcode) != len(ADCODE) or not (adcode.isascii() and adcode.isdigit()):
        raise ValueError(f"{adcode} is no code of a county: six digits")
    token = _adcode.set(adcode)
    try:
        yield
    finally:
        _adcode.reset(token)


def adcode() -> str:
    """Return the code that the county bears now."""
    return _adcode.get()


def in_county(text: str) -> str:
    """Give a code, or JSON with codes, the present code of the county where the real one stands in front."""
    here = adcode()
    if here == ADCODE:
        return text
    coded = text.replace(f'"{ADCODE}', f'"{here}').replace(f",{ADCODE}", f",{here}")
    return here + coded[len(ADCODE) :] if coded.startswith(ADCODE) else coded


def all_divisions() -> tuple[Division, ...]:
    """Return every community and village in the order of the codes."""
    return _divisions(adcode())


@cache
def _divisions(adcode: str) -> tuple[Division, ...]:
    """Read them with a county's code in the place of the real one."""
    return tuple(
        replace(one, code=adcode + one.code[6:], town_code=adcode + one.town_code[6:]) for one in _read()
    )


@cache
def _read() -> tuple[Division, ...]:
    with _FILE.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["level"] == "village"]
    return tuple(_division(row) for row in sorted(rows, key=lambda row: row["code"]))


def _division(row: dict[str, str]) -> Division:
    return Division(
        code=row["code"],
        name=row["name"],
        town_code=row["parent_code"],
        town=row["parent_name"],
        is_community=row["kind"] == "居委会",
        is_street=row["parent_name"].endswith("街道"),
    )


@cache
def _of_kind(_: str, kind: str) -> tuple[Division, ...]:
    def kind_of(one: Division) -> str:
        return "village" if not one.is_community else "street" if one.is_street else "town"

    return tuple(one for one in all_divisions() if kind_of(one) == kind)


def street_communities() -> tuple[Division, ...]:
    """Return the 10 communities of the two streets."""
    return _of_kind(adcode(), "street")


def town_communities() -> tuple[Division, ...]:
    """Return the 10 communities that lie in towns."""
    return _of_kind(adcode(), "town")


def villages() -> tuple[Division, ...]:
    """Return the 187 villages."""
    return _of_kind(adcode(), "village")


def former_names() -> dict[str, str]:
    """Return the names that some villages had before a merger, by code (made up, the same for every seed)."""
    return _former_names(adcode())


@cache
def _former_names(_: str) -> dict[str, str]:
    rnd = Random("former names")
    chosen = [village for village in villages() if rnd.random() < 0.2]
    return {village.code: f"{rnd.choice(_FORMER)}村" for village in chosen}


def by_code() -> dict[str, Division]:
    """Return all communities and villages by code."""
    return _by_code(adcode())


@cache
def _by_code(_: str) -> dict[str, Division]:
    return {d.code: d for d in all_divisions()}
