"""The real divisions of the county (225 rows, statistical codes), read from the package's own copy."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

COUNTY_TEXT = "吉林省四平市伊通满族自治县"
_FORMER = ("红旗", "旭日", "新生", "友谊", "光明", "战斗", "卫星", "丰产", "团山", "柳河")
_FILE = Path(__file__).parent / "data" / "divisions.csv"


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


@cache
def all_divisions() -> tuple[Division, ...]:
    """Return every community and village in the order of the codes."""
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
def street_communities() -> tuple[Division, ...]:
    """Return the 10 communities of the two streets."""
    return tuple(d for d in all_divisions() if d.is_community and d.is_street)


@cache
def town_communities() -> tuple[Division, ...]:
    """Return the 10 communities that lie in towns."""
    return tuple(d for d in all_divisions() if d.is_community and not d.is_street)


@cache
def villages() -> tuple[Division, ...]:
    """Return the 187 villages."""
    return tuple(d for d in all_divisions() if not d.is_community)


@cache
def former_names() -> dict[str, str]:
    """Return the names that some villages had before a merger, by code (made up, the same for every seed)."""
    rnd = Random("former names")
    chosen = [village for village in villages() if rnd.random() < 0.2]
    return {village.code: f"{rnd.choice(_FORMER)}村" for village in chosen}


@cache
def by_code() -> dict[str, Division]:
    """Return all communities and villages by code."""
    return {d.code: d for d in all_divisions()}
