"""Readers who query the published file all the time, and count what they must never see."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import Empty
from typing import Any

import duckdb

READERS = 2
PAUSE = 1.0


@dataclass
class Seen:
    """What all readers have seen. A half version is one whose tables are not what it says of itself."""

    reads: int = 0
    errors: int = 0
    halves: int = 0
    versions: set[str] = field(default_factory=set)
    first_error: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether all was well, and somebody did read."""
        return self.reads > 0 and self.errors == 0 and self.halves == 0

    def add(self, other: Seen) -> None:
        """Take in what another reader saw."""
        self.reads += other.reads
        self.errors += other.errors
        self.halves += other.halves
        self.versions |= other.versions
        self.first_error = self.first_error or other.first_error


def read_once(path: Path) -> tuple[str, bool]:
    """Open the file as analysts do; name the version, and tell whether it is whole.

    The version says how many rows each of its tables has. It is looked at before and after they are counted.
    """
    with duckdb.connect(str(path), read_only=True) as connection:
        version, counts = _says(connection)
        found = {name: _rows(connection, name) for name in counts}
        return version, found == counts and _says(connection) == (version, counts)


def _says(connection: duckdb.DuckDBPyConnection) -> tuple[str, dict[str, int]]:
    row = connection.execute(
        "select version, row_counts from ops.publication order by rowid desc limit 1"
    ).fetchone()
    return ("", {}) if row is None else (str(row[0]), json.loads(row[1]))


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    row = connection.execute(f"select count(*) from {name}").fetchone()
    return row[0] if row else -1


def _read_on(path: str, stop: Event, pause: float, out: Any) -> None:
    seen = Seen()
    while not stop.is_set():
        try:
            version, is_whole = read_once(Path(path))
        except duckdb.Error as error:
            seen.errors += 1
            seen.first_error = seen.first_error or f"{type(error).__name__}: {error}"
        else:
            seen.reads += 1
            seen.halves += not is_whole
            seen.versions.add(version)
        time.sleep(pause)
    out.put(seen)


@contextmanager
def reading(home: Path, number: int, pause: float = PAUSE) -> Iterator[Seen]:
    """Let so many processes read while the enclosed work goes on; afterwards the yielded record is filled."""
    context = multiprocessing.get_context("spawn")
    stop, out, seen = context.Event(), context.Queue(), Seen()
    path = str(home / "published" / "current" / "hub.duckdb")
    readers = [context.Process(target=_read_on, args=(path, stop, pause, out)) for _ in range(number)]
    for reader in readers:
        reader.start()
    try:
        yield seen
    finally:
        stop.set()
        for reader in readers:
            try:
                seen.add(out.get(timeout=60))
            except Empty:
                seen.errors += 1
                seen.first_error = seen.first_error or "a reader died"
            reader.join(timeout=60)
