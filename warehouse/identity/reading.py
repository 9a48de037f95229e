"""The registry, and the build beside it, opened for somebody who asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from warehouse.database import literal
from warehouse.errors import LockedError, NothingToPublishError
from warehouse.paths import Home
from warehouse.privacy.vault import attach_existing, registry_key


@contextmanager
def open_registry(home: Home, made_by: str = "duowang build") -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the registry read-only; its tables are `registry.identity.…`.

    Raises:
        NothingToPublishError: nothing has been linked yet; names the command `made_by` that does it.

    """
    if not home.identity_db.is_file():
        raise NothingToPublishError(
            "there is no registry of residents yet", where=str(home.identity_db), fix=made_by
        )
    with duckdb.connect() as con:
        con.execute("set timezone = 'UTC'")
        attach_existing(con, home.identity_db, "registry", registry_key())
        yield con


def attach_build(con: duckdb.DuckDBPyConnection, home: Home) -> bool:
    """Attach the build database read-only as `build`; False if there is none.

    Raises:
        LockedError: a run is writing it.

    """
    if not home.build_db.is_file():
        return False
    try:
        con.execute(f"attach {literal(str(home.build_db))} as build (read_only)")
    except duckdb.IOException as error:
        if "could not set lock" not in str(error).lower():
            raise
        raise LockedError(
            "a run is writing the build database", where=str(home.build_db), fix="ask again when it is done"
        ) from error
    return True
