"""The people as four platforms hold them: rows shaped as `conformed.int_person_records`, with the truth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pyarrow as pa

from bench.linkage.dirt import Dirt
from bench.linkage.people import County, Home, Person
from bench.linkage.profiles import Profile

_START = datetime(2024, 11, 1, tzinfo=UTC)

SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("network", "stream", "source_record_id", "name_text", "id_text", "sex")]
    + [("birth_date", pa.date32())]
    + [
        (name, pa.string())
        for name in (
            "phone_text",
            "address_text",
            "registered_address_text",
            "division_code",
            "grid_code",
            "household_ref",
            "door_text",
            "relation",
            "residence_kind",
        )
    ]
    + [("is_test", pa.bool_()), ("is_deleted", pa.bool_())]
    + [("first_seen_at", pa.timestamp("us", "UTC")), ("updated_at", pa.timestamp("us", "UTC"))]
    + [("person", pa.int32())]
)


class Platforms:
    """Writes each person into the platforms that would know them."""

    def __init__(self, county: County, profile: Profile, seed: int) -> None:
        self.county, self.p = county, profile
        self.dirt = Dirt(profile, seed)
        self.random = Random(f"{seed}/{profile.name}/platforms")
        self._count = 0

    def rows(self) -> Iterator[dict[str, object]]:
        """All records of all platforms."""
        for person in self.county.people:
            for network, home in self._presence(person):
                yield self._register_row(person, network, home)
                if self.random.random() < self.p.duplicates:
                    yield self._register_row(person, network, home)
            yield from self._complaints(person)

    def _presence(self, person: Person) -> Iterator[tuple[str, Home]]:
        r = self.random
        homes = [person.home] + ([person.second_home] if person.second_home else [])
        if r.random() < 0.96:
            yield "zongzhi", r.choice(homes)
        for home in homes:
            if home.urban and r.random() < 0.88:
                yield "shequ", home
            if not home.urban and r.random() < 0.92:
                yield "xiangcun", home

    def _complaints(self, person: Person) -> Iterator[dict[str, object]]:
        r = self.random
        if person.birth.year > 2005 or r.random() > 0.08:
            return
        stranger = f"166{r.randint(0, 99999999):08d}" if r.random() < self.p.reporters_outside else ""
        for _ in range(r.choice((1, 1, 1, 2, 3))):
            yield self._complaint_row(person, stranger)

    def _id(self, network: str) -> str:
        self._count += 1
        if network == "shequ":
            return f"{self.random.getrandbits(128):032x}"
        return f"{network[:2].upper()}{self._count:09d}"

    def _register_row(self, person: Person, network: str, home: Home) -> dict[str, object]:
        stream = {"zongzhi": "population", "shequ": "residents", "xiangcun": "村民"}[network]
        stale = self.random.random() < self.p.place_stale
        return self._row(
            person.number,
            network,
            stream,
            name_text=self.dirt.name(person),
            id_text=self.dirt.citizen_id(person, network),
            sex=self.dirt.sex(person),
            birth_date=self.dirt.birth(person),
            phone_text=self.dirt.phone(person, may_mask=network == "shequ"),
            address_text=self._address(home, network),
            registered_address_text=self._address(person.home, network) if network == "zongzhi" else None,
            division_code=None if stale else home.division,
            grid_code=None if stale or not home.urban else home.division + "001",
            household_ref=f"H{home.number}",
            door_text=home.door,
            relation=person.relation if network != "shequ" else None,
            residence_kind="registered",
        )

    def _complaint_row(self, person: Person, stranger: str) -> dict[str, object]:
        r, home = self.random, person.home
        named = self.dirt.name(person)
        if r.random() < self.p.reporters_surname_only:
            named = person.name[0] + ("先生" if person.sex == 1 else "女士")
        masked = f"{person.citizen_id[:6]}********{person.citizen_id[14:]}"
        truth = -1 - person.number if stranger else person.number
        name = named if not stranger else person.name[0] + "外" + person.name[-1]
        return self._row(
            truth,
            "chengguan",
            "cases",
            name_text=name,
            id_text=masked if r.random() < 0.55 and not stranger else None,
            sex="unknown",
            phone_text=stranger or self.dirt.phone(person),
            address_text=self._address(
                home if r.random() < 0.6 else r.choice(self.county.people).home, "chengguan"
            ),
            division_code=home.division if r.random() < 0.6 else None,
        )

    def _address(self, home: Home, network: str) -> str:
        county = "" if self.random.random() < self.p.address_bare else "吉林省四平市伊通满族自治县"
        if home.urban:
            parts = home.door.split("-")
            door = f"{parts[0]}号楼{parts[1]}单元{parts[2]}室" if network != "shequ" else home.door
        else:
            door = f"{home.door}号"
        text = f"{county}{home.town}{home.place}{home.hamlet}{door}"
        return text[: self.random.randint(24, 32)] if self.random.random() < self.p.address_cut else text

    def _row(self, person: int, network: str, stream: str, **values: object) -> dict[str, object]:
        deleted = self.random.random() < self.p.deleted
        seen = _START + timedelta(hours=self.random.randint(0, 48))
        return {
            "network": network,
            "stream": stream,
            "source_record_id": self._id(network),
            "is_test": False,
            "is_deleted": deleted,
            "first_seen_at": seen,
            "updated_at": seen,
            "person": person,
            **values,
        }


def generate(people: int, seed: int, profile: Profile) -> pa.Table:
    """Make one county's records; column `person` is the truth (negative: outside the registers)."""
    platforms = Platforms(County(people, seed, profile), profile, seed)
    rows = list(platforms.rows())
    return pa.table(
        {f.name: pa.array([row.get(f.name) for row in rows], f.type) for f in SCHEMA}, schema=SCHEMA
    )
