"""One connection to PostgreSQL, in one transaction from beginning to end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from adbc_driver_postgresql import dbapi

from warehouse.mirror.connection import MirrorConnection
from warehouse.mirror.errors import MirrorError, explain

_DONE = "duowang.done"


class Postgres:
    """Runs statements one after another; nothing of it is seen before `transaction` ends."""

    def __init__(self, cursor: dbapi.Cursor) -> None:
        """Take the cursor of an open transaction."""
        self._cursor = cursor

    def execute(self, statement: str) -> None:
        """Run a statement that gives no rows."""
        self._cursor.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run a query and read it whole."""
        self._cursor.execute(query)
        return [tuple(row) for row in self._cursor.fetchall()]

    def append(self, schema: str, table: str, data: pa.RecordBatchReader) -> None:
        """Stream rows into a table with COPY."""
        self._cursor.adbc_ingest(table, data, mode="append", db_schema_name=schema)

    def attempt(self, statement: str, *excused: str) -> bool:
        """Run a statement that may fail with some conditions; then nothing of it stays, no lock either.

        The driver goes on after no error, not even back to a savepoint, so the server itself catches it.

        Returns:
            whether it was done.

        """
        caught = " or ".join(excused)
        self.execute(
            f"do $duowang$ begin {statement}; perform set_config('{_DONE}', 'yes', true); "
            f"exception when {caught} then perform set_config('{_DONE}', 'no', true); end $duowang$"
        )
        return bool(self.rows(f"select current_setting('{_DONE}') = 'yes'")[0][0])


@contextmanager
def transaction(connection: MirrorConnection) -> Iterator[Postgres]:
    """Open the database; commit at the end, or leave it as it was.

    Raises:
        MirrorError: it cannot be reached, or it refuses a statement.

    """
    try:
        opened = dbapi.connect(connection.uri)
    except dbapi.Error as error:
        raise _unreachable(connection, str(error)) from None
    try:
        with opened.cursor() as cursor:
            yield Postgres(cursor)
        opened.commit()
    except dbapi.Error as error:
        raise explain(error, connection.title) from None
    finally:
        opened.close()


def _unreachable(connection: MirrorConnection, message: str) -> MirrorError:
    """Say why there is no connection; libpq's message names host and login, never the password."""
    reason = " ".join(message.replace(connection.password or "\0", "…").split("failed:")[-1].split())
    return MirrorError(
        f"PostgreSQL cannot be opened: {reason[:300]}",
        where=connection.title,
        fix="check the Connection duowang_mirror, and that the server runs",
    )
