"""Who stands in which register under which id; filled while the registers are written."""

from dataclasses import dataclass, field
from hashlib import md5
from random import Random

from sandbox.world.people import Person

PersonRecord = tuple[str, str, str, str]
"""network, stream, source record id, person id."""


def hex_id(*parts: object) -> str:
    """Return the 32-digit hex id (shequ's form) of a thing."""
    return md5("/".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class Directory:
    """Ids of people who may be referred to: they are in the register and not deleted."""

    zongzhi: dict[int, str] = field(default_factory=dict)
    shequ: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    xiangcun: dict[int, str] = field(default_factory=dict)
    adults: list[Person] = field(default_factory=list)
    zongzhi_households: list[tuple[str, str, str]] = field(default_factory=list)
    xiangcun_households: list[str] = field(default_factory=list)
    records: list[PersonRecord] = field(default_factory=list)

    def add(self, network: str, stream: str, record_id: str, person_id: str) -> None:
        """Note whose record it is."""
        self.records.append((network, stream, record_id, person_id))


def import_time(rnd: Random, imported: int, share: float, last: int) -> int:
    """Return an update time: that of the first bulk import, or one of an edit since."""
    return imported if rnd.random() < share else rnd.randrange(imported, last)
