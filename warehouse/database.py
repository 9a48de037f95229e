"""Connections to DuckDB files, all set alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import duckdb_extension_spatial

from warehouse.errors import DamagedBuildError, HomeError, HubError, LockedError
from warehouse.paths import PRIVATE_FILE
from warehouse.settings import Settings

_HEADERS = 3 * 4096
"""Bytes before the first block of a database file."""


def literal(text: str) -> str:
    """Quote a text as SQL string."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Quote a name as SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def spatial_extension() -> Path:
    """Name the file of DuckDB's spatial extension, which its package brings along."""
    return next(Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension"))


@contextmanager
def memory(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory, for attaching others to."""
    connection = duckdb.connect()
    try:
        _configure(connection, settings)
        yield connection
    finally:
        connection.close()


@contextmanager
def build_database(settings: Settings, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open `build.duckdb`; the caller holds the hub's lock.

    Raises:
        DamagedBuildError: the file is damaged.
        LockedError: another process has it open.

    """
    connection = _open(settings.home.build_db, read_only)
    try:
        if not read_only:
            settings.home.build_db.chmod(PRIVATE_FILE)
        _configure(connection, settings)
        yield connection
    finally:
        connection.close()


@contextmanager
def published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a published file read-only."""
    connection = duckdb.connect(str(path), read_only=True)
    try:
        connection.execute("set TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


def discard_if_unreadable(settings: Settings) -> bool:
    """Remove a build database that cannot be opened: all it held can be built from the landing.

    Returns:
        whether a damaged file was removed.

    """
    path = settings.home.build_db
    if not path.exists():
        return False
    has_log = _log(path).exists()
    try:
        with build_database(settings) as connection:
            if has_log or _is_whole(connection, path):
                return False
    except DamagedBuildError:
        pass
    discard(path)
    return True


def _is_whole(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Tell whether the file is as long as its header says; opening reads only parts of it."""
    size = "select sum(block_size * total_blocks) from pragma_database_size()"
    row = connection.execute(size).fetchone()
    return row is not None and path.stat().st_size >= int(row[0]) + _HEADERS


def _log(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def discard(path: Path) -> None:
    """Remove a database file and its write-ahead log."""
    for file in (path, _log(path)):
        with suppress(FileNotFoundError):
            file.unlink()


def _open(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except (duckdb.IOException, duckdb.InternalException, duckdb.SerializationException) as error:
        raise _explain(path, str(error).lower()) from error


def _explain(path: Path, text: str) -> HubError:
    """Tell a file in use from a folder that refuses and from a damaged file."""
    if "could not set lock" in text:
        return LockedError(
            "the build database is open in another process",
            where=str(path),
            fix="close it there; analysts open published/current/hub.duckdb, never the build",
        )
    if any(sign in text for sign in ("cannot open", "permission", "read-only file system", "no space")):
        return HomeError(path, "the build database cannot be opened or written")
    return DamagedBuildError(
        "the build database is damaged",
        where=str(path),
        fix="duowang build --fresh makes it anew from the landing",
    )


def _configure(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"set threads = {settings.threads}")
    if settings.memory_limit:
        connection.execute(f"set memory_limit = {literal(settings.memory_limit)}")
