"""What can go wrong with the mirror, and what the database said about it."""

from __future__ import annotations

from adbc_driver_postgresql import dbapi

from warehouse.errors import HubError
from warehouse.exit_codes import ExitCode
from warehouse.scrub import scrub

_FIXES = {
    "42501": "the login must own the database, or create schemas in it and own the former tables",
    "2BP01": "drop or move what depends on the mirror's tables; plain views are kept by themselves",
    "53100": "free space on the database's disk",
}
"""What to do, by the SQLSTATE of the database."""


class MirrorError(HubError):
    """The mirror was not renewed; its readers keep the former version."""

    exit_code = ExitCode.MIRROR_FAILED


def explain(error: dbapi.Error, where: str) -> MirrorError:
    """Turn an error of the database into one without values."""
    message = str(error).split("Query was:")[0]
    text = next((line.split("ERROR:")[1] for line in message.splitlines() if "ERROR:" in line), message)
    return MirrorError(
        f"PostgreSQL refused: {scrub(' '.join(text.split()))}",
        where=where,
        fix=_FIXES.get(error.sqlstate or "", "the mirror keeps the former version; see the database's log"),
    )
