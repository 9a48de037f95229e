"""Check that the landed files are what their manifests say, before anything is built on them.

Size is compared each time; the content's checksum once, and again when the file has changed since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from connectors.engine.manifest import Manifest
from warehouse.errors import LandingCorruptError
from warehouse.landing.batches import SNAPSHOT, LandedFile

_SEEN: dict[str, pa.DataType] = {"path": pa.string(), "size": pa.int64(), "modified_ns": pa.int64()}


@dataclass(frozen=True)
class Seen:
    """A file as it was when its checksum was right."""

    path: str
    size: int
    modified_ns: int


def verify(connection: duckdb.DuckDBPyConnection, files: Sequence[LandedFile], threads: int) -> None:
    """Check every file, and remember which ones need no second look.

    Raises:
        LandingCorruptError: a file is missing or is not what its manifest says.

    """
    current = [_look(file) for file in files]
    known = _remembered(connection)
    changed = [file for file, seen in zip(files, current, strict=True) if seen not in known]
    with ThreadPoolExecutor(threads) as pool:
        for file, digest in zip(changed, pool.map(_checksum, changed), strict=True):
            if digest != file.sha256:
                raise _corrupt(file, "its content has changed since it was landed")
    _remember(connection, current)


def _look(file: LandedFile) -> Seen:
    try:
        status = file.path.stat()
    except FileNotFoundError as error:
        raise _corrupt(file, "it is missing") from error
    if status.st_size != file.size:
        raise _corrupt(file, f"it has {status.st_size} bytes instead of {file.size}")
    return Seen(str(file.path), status.st_size, status.st_mtime_ns)


def _checksum(file: LandedFile) -> str:
    with file.path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _corrupt(file: LandedFile, reason: str) -> LandingCorruptError:
    return LandingCorruptError(
        f"a landed file is damaged: {reason}", where=str(file.path), fix=_how_to_mend(file.manifest)
    )


def _how_to_mend(manifest: Manifest) -> str:
    """Say what can be pulled again: a day by itself, but a window only with the whole stream."""
    stream = f"{manifest.network}/{manifest.stream}"
    lost = f"{stream}/{manifest.batch_id}" if manifest.kind == SNAPSHOT else stream
    return (
        f"restore it from a backup; without one, move the folder landing/{lost} away "
        f"and run duowang pull {manifest.network}, which pulls again what stood there"
    )


def _remembered(connection: duckdb.DuckDBPyConnection) -> set[Seen]:
    connection.execute(
        "create table if not exists landing.verified_file (path varchar, size bigint, modified_ns bigint)"
    )
    rows = connection.execute("select path, size, modified_ns from landing.verified_file").fetchall()
    return {Seen(*row) for row in rows}


def _remember(connection: duckdb.DuckDBPyConnection, seen: Iterable[Seen]) -> None:
    rows = pa.Table.from_pylist([vars(file) for file in seen], pa.schema(_SEEN))
    connection.register("verified_now", rows)
    connection.execute("create or replace table landing.verified_file as select * from verified_now")
    connection.unregister("verified_now")
