"""One more day of the county: what all its changes share (times within the day, sampling, saving)."""

import sqlite3
from dataclasses import dataclass, field
from datetime import date
from random import Random

import orjson

from sandbox.world.census import load_person
from sandbox.world.clock import DAY, compact, iso_text, local_text, midnight
from sandbox.world.divisions import in_county
from sandbox.world.matters import CHENGGUAN, SHEQU, ZONGZHI
from sandbox.world.people import Person
from sandbox.world.profiles import DirtProfile
from sandbox.world.scribe import Scribe
from sandbox.world.store import Body, Row, get, put


@dataclass(slots=True)
class Today:
    """A day that passes in a store. Everything that changes in it is stamped between 06:00 and 20:00."""

    connection: sqlite3.Connection
    day: date
    seed: int
    people: int
    dirt: DirtProfile
    rnd: Random
    series: str = ""
    _ids: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The first instant at which something happens."""
        return midnight(self.day) + DAY // 4

    @property
    def last(self) -> int:
        """The last one."""
        return midnight(self.day) + 20 * 3600

    def moment(self) -> int:
        """Draw an instant of the day."""
        return self.rnd.randrange(self.first, self.last)

    def share(self, share: float, least: int = 1) -> int:
        """Return a share of the people, at least so many."""
        return max(least, round(self.people * share))

    def about(self, share: float) -> int:
        """Return a share of the people; in small counties one on some days and none on others."""
        expected = max(0.4, self.people * share)
        return int(expected) + self.chance(expected % 1)

    def chance(self, share: float) -> bool:
        """Tell whether something happens today."""
        return self.rnd.random() < share

    def key(self, prefix: str, digits: int = 3) -> str:
        """Return an id that no other record has: prefix, day, series, number within these."""
        self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return f"{prefix}{compact(self.day)}{self.series}{self._counts[prefix]:0{digits}d}"

    def scribe(self, network: str) -> Scribe:
        """Return a clerk of a network."""
        return Scribe(network, self.dirt, self.rnd)

    def ids(self, network: str, stream: str) -> list[str]:
        """Return the ids that a stream had when it was first asked for today."""
        if (network, stream) not in self._ids:
            cursor = self.connection.execute(
                "select id from record where network = ? and stream = ? order by id", (network, stream)
            )
            self._ids[network, stream] = [row[0] for row in cursor]
        return self._ids[network, stream]

    def sample(self, network: str, stream: str, count: int) -> list[tuple[str, Body]]:
        """Return some live records that are neither deleted nor tests, as they are now."""
        ids = self.ids(network, stream)
        found: list[tuple[str, Body]] = []
        for record_id in self.rnd.sample(ids, min(count * 2, len(ids))):
            body = self.find(network, stream, record_id)
            if body is not None and not is_dead(body) and len(found) < count:
                found.append((record_id, body))
        return found

    def find(self, network: str, stream: str, record_id: str) -> Body | None:
        """Return a record, or None when it is gone."""
        try:
            return get(self.connection, network, stream, record_id)
        except KeyError:
            return None

    def save(self, network: str, stream: str, record_id: str, body: Body, moment: int | None = None) -> int:
        """Write a changed record with an update time of today; return that time."""
        updated = self.moment() if moment is None else moment
        stamp(network, body, updated)
        self.connection.execute(
            "update record set body = ?, updated_ms = ? where network = ? and stream = ? and id = ?",
            (in_county(orjson.dumps(body).decode()), updated * 1000, network, stream, record_id),
        )
        return updated

    def save_silently(self, network: str, stream: str, record_id: str, body: Body) -> None:
        """Write a changed record whose update time stays: only a reconciliation finds it."""
        self.connection.execute(
            "update record set body = ? where network = ? and stream = ? and id = ?",
            (in_county(orjson.dumps(body).decode()), network, stream, record_id),
        )

    def put(self, *rows: Row) -> None:
        """Write new records."""
        put(self.connection, rows)

    def note_person(self, network: str, stream: str, record_id: str, person_id: str) -> None:
        """Note whose record a new one is."""
        self.connection.execute(
            "insert or replace into world_person_record values (?, ?, ?, ?)",
            (network, stream, record_id, person_id),
        )

    def owner(self, network: str, stream: str, record_id: str) -> Person | None:
        """Return whose record it is (None for tests)."""
        found = self.connection.execute(
            "select person_id from world_person_record where network = ? and stream = ? and id = ?",
            (network, stream, record_id),
        ).fetchone()
        return load_person(self.connection, found[0]) if found else None


def stamp(network: str, body: Body, updated: int) -> None:
    """Set a record's update time as its platform writes it (xiangcun has none)."""
    if network == ZONGZHI:
        body["GXSJ"] = local_text(updated)
    elif network == CHENGGUAN:
        body["lastModified"] = iso_text(updated)
    elif network == SHEQU:
        body["updateTime"] = updated * 1000


def is_dead(body: Body) -> bool:
    """Tell whether a record is deleted, withdrawn or a test."""
    if body.get("SCBZ") == "1" or body.get("delFlag") == 1 or body.get("archived") is True:
        return True
    names = (
        "XM",
        "SJMC",
        "WGMC",
        "fullName",
        "content",
        "姓名",
        "标题",
        "屯名",
        "村名",
        "title",
        "centerName",
    )
    return any(str(body.get(name, "")).startswith("测试") for name in names)


def delete(today: Today, network: str, stream: str, record_id: str, body: Body) -> None:
    """Delete a record as its platform does."""
    if network == ZONGZHI:
        body["SCBZ"] = "1"
    elif network == CHENGGUAN:
        body["archived"] = True
    elif network == SHEQU:
        body["delFlag"] = 1
    else:
        today.connection.execute(
            "delete from record where network = ? and stream = ? and id = ?", (network, stream, record_id)
        )
        return
    today.save(network, stream, record_id, body)
