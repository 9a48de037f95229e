"""Search the landing for a person: the records that are theirs, and other records that speak of them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from connectors.engine.contract import PERSONAL, StreamContract
from connectors.engine.manifest import Manifest
from connectors.registry import contract, networks
from warehouse.database import identifier
from warehouse.landing.batches import batches
from warehouse.landing.views import read_parquet
from warehouse.paths import Home

PERSON_STREAMS = {("zongzhi", "population"), ("shequ", "residents"), ("xiangcun", "村民")}
"""Streams whose records are persons; a record of any other stream only speaks of one."""

NAMES = {"XM", "fullName", "姓名"}
HOUSEHOLDS = {"HH", "householdId", "户编号"}

_NUMBER = re.compile(r"\d{17}[\dX]|\d{15}|1\d{10}")
_WIDE, _NARROW = "０１２３４５６７８９Ｘｘ", "0123456789XX"

RecordId = tuple[str, str, str]
"""Network, stream and record id."""


@dataclass(frozen=True)
class LandedRow:
    """A row of a landed file. `is_own` means that the whole record is the person's."""

    path: Path
    seq: int
    record: RecordId
    is_own: bool


@dataclass(frozen=True)
class Traits:
    """What a person is recognised by: numbers (citizen id, phone), names, and household references."""

    numbers: frozenset[str]
    names: frozenset[str]
    households: frozenset[tuple[str, str]]


def normal(text: str) -> str:
    """Write a number or name as it is compared: half width, capital X, no spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def records_with(home: Home, number: str) -> set[RecordId]:
    """Find the person records that hold a citizen id or phone."""
    wanted = normal(number)
    return {
        (stream.network, stream.id, record)
        for stream in _streams(home)
        if stream.is_person
        for _, _, record in stream.query(f"contains({stream.personal}, ?)", [wanted])
    }


def traits(home: Home, records: Iterable[RecordId], names: Iterable[str] = ()) -> Traits:
    """Read what the landed versions of some person records say."""
    numbers: set[str] = set()
    known = {normal(name) for name in names if name}
    households: set[tuple[str, str]] = set()
    for stream, ids in _by_stream(home, records):
        for row in stream.values(ids):
            for name, value in row.items():
                if name in HOUSEHOLDS:
                    households.add((stream.network, value))
                elif name in NAMES:
                    known.add(normal(value))
                elif name in stream.personal_names:
                    numbers.update(_NUMBER.findall(normal(value)))
    return Traits(frozenset(numbers), frozenset(known), frozenset(households))


def landed_rows(home: Home, records: set[RecordId], person: Traits) -> list[LandedRow]:
    """Find every landed row of a person's records, and every row that speaks of the person.

    A row speaks of somebody if it names their citizen id; their phone together with their name; their name
    and refers to their household; or refers to their record.
    """
    found: list[LandedRow] = []
    for stream in _streams(home):
        own = sorted(record for network, name, record in records if (network, name) == stream.key)
        if own:
            rows = stream.query("list_contains(?, _record_id)", [own])
            found += [LandedRow(Path(path), seq, (*stream.key, record), True) for path, seq, record in rows]
        if not stream.is_person and stream.personal_names:
            condition, given = _speaks_of(stream, records, person)
            rows = stream.query(condition, given)
            found += [LandedRow(Path(path), seq, (*stream.key, record), False) for path, seq, record in rows]
    return found


def rows_of(home: Home, records: Mapping[RecordId, bool]) -> list[LandedRow]:
    """Find the landed rows of some records; of those that are not a person's own, what is not empty yet."""
    found: list[LandedRow] = []
    for stream in _streams(home):
        for is_own in (True, False):
            ids = [key[2] for key, own in records.items() if key[:2] == stream.key and own == is_own]
            if ids:
                condition = "list_contains(?, _record_id)" + (
                    "" if is_own else f" and {stream.personal} <> ''"
                )
                rows = stream.query(condition, [ids])
                found += [LandedRow(Path(path), seq, (*stream.key, one), is_own) for path, seq, one in rows]
    return found


@dataclass(frozen=True)
class _Stream:
    contract: StreamContract
    network: str
    files: tuple[Path, ...]

    @property
    def id(self) -> str:
        return self.contract.id

    @property
    def key(self) -> tuple[str, str]:
        return (self.network, self.id)

    @property
    def is_person(self) -> bool:
        return self.key in PERSON_STREAMS

    @property
    def personal_names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.contract.landed if field.grade in PERSONAL)

    @property
    def personal(self) -> str:
        """The personal fields as one text that can be compared."""
        columns = ", ".join(f"f.{identifier(name)}" for name in self.personal_names)
        narrow = f"translate(concat_ws('|', {columns}), '{_WIDE}', '{_NARROW}')"
        return f"regexp_replace(upper({narrow}), '\\s', '', 'g')"

    @property
    def references(self) -> str:
        """The fields that may refer to another record, as a list."""
        names = [field.name for field in self.contract.landed if field.type == "text"]
        open_names = [name for name in names if name not in (*self.personal_names, self.contract.record_id)]
        return f"[{', '.join(f'f.{identifier(name)}' for name in open_names)}]"

    def query(self, condition: str, given: Sequence[object]) -> list[tuple[str, int, str]]:
        """Find rows: path, sequence number, record id."""
        sql = f"select f._path, f._seq, f._record_id from {self._rows()} as f where {condition} order by all"
        with duckdb.connect() as connection:
            return connection.execute(sql, list(given)).fetchall()

    def values(self, record_ids: Sequence[str]) -> list[dict[str, str]]:
        """Read the filled fields of some records, all versions."""
        names = [field.name for field in self.contract.landed]
        columns = ", ".join(f"f.{identifier(name)}" for name in names)
        sql = f"select {columns} from {self._rows()} as f where list_contains(?, f._record_id)"
        with duckdb.connect() as connection:
            rows = connection.execute(sql, [list(record_ids)]).fetchall()
        return [{name: value for name, value in zip(names, row, strict=True) if value} for row in rows]

    def _rows(self) -> str:
        """Read all files, with every field of the contract even if no file has it."""
        empty = ", ".join(f"null::varchar as {identifier(field.name)}" for field in self.contract.landed)
        landed = read_parquet(self.files)
        return f"(select {empty} where false union all by name select * from {landed})"


def _speaks_of(stream: _Stream, records: set[RecordId], person: Traits) -> tuple[str, list[object]]:
    own = sorted(record for network, _, record in records if network == stream.network)
    homes = sorted(reference for network, reference in person.households if network == stream.network)
    ids = sorted(number for number in person.numbers if len(number) > 11)
    phones = sorted(person.numbers - set(ids))
    text, references = stream.personal, stream.references
    any_of = f"len(list_filter(?::varchar[], lambda one: contains({text}, one))) > 0"
    named, names = any_of, sorted(person.names)
    condition = (
        f"({any_of}) or (({any_of}) and ({named})) "
        f"or (({named}) and list_has_any(list_append({references}, f._record_id), ?::varchar[])) "
        f"or list_has_any({references}, ?::varchar[])"
    )
    return f"({condition}) and {text} <> ''", [ids, phones, names, names, homes, own]


def _streams(home: Home) -> Iterator[_Stream]:
    landed: dict[tuple[str, str], list[Manifest]] = defaultdict(list)
    for manifest in batches(home):
        landed[manifest.network, manifest.stream].append(manifest)
    for network in networks():
        for stream in contract(network).streams.values():
            files = [
                manifest.folder / part.name
                for manifest in landed[network, stream.id]
                for part in manifest.files
            ]
            if files:
                yield _Stream(stream, network, tuple(files))


def _by_stream(home: Home, records: Iterable[RecordId]) -> Iterator[tuple[_Stream, list[str]]]:
    wanted: dict[tuple[str, str], list[str]] = defaultdict(list)
    for network, name, record in records:
        wanted[network, name].append(record)
    for stream in _streams(home):
        if stream.is_person and (ids := wanted.get(stream.key)):
            yield stream, ids
