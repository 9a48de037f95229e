"""Copy the version that readers see into PostgreSQL, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from warehouse.database import literal, published
from warehouse.mirror import filling, reading, swapping
from warehouse.mirror.connection import MirrorConnection
from warehouse.mirror.errors import MirrorError
from warehouse.mirror.grain import grains
from warehouse.mirror.session import Postgres, transaction
from warehouse.publication.copying import tables
from warehouse.publication.publish import SCHEMAS

_LOCK = "duowang mirror"


@dataclass(frozen=True)
class Mirrored:
    """What the mirror holds now. `reader` is None when there is no such role and none could be made."""

    version: str
    database: str
    row_counts: dict[str, int]
    reader: str | None


def mirror(
    file: Path,
    version: str,
    connection: MirrorConnection,
    project: Path,
    *,
    patience: float = swapping.PATIENCE_SECONDS,
) -> Mirrored:
    """Fill drafts of the schemas, compare the rows, and swap by renaming.

    Everything happens in one transaction: readers see the former version until it ends, and whatever breaks
    it off leaves nothing behind.

    Args:
        file: a published file.
        version: its version.
        connection: the database.
        project: the dbt project, for the keys of the tables.
        patience: seconds to wait for readers that hold tables.

    Raises:
        MirrorError: PostgreSQL cannot be reached, refuses, or holds other rows than the file.

    """
    with published(file) as source, transaction(connection) as target:
        _alone(target)
        plan = tables(source, filling.CATALOG, SCHEMAS)
        counts = filling.fill(source, target, plan, grains(project))
        schemas = sorted({table.schema for table in plan})
        may_read = reading.grant(target, connection.reader, schemas)
        swapping.swap(target, schemas, version, patience)
    return Mirrored(version, connection.title, counts, connection.reader if may_read else None)


def _alone(target: Postgres) -> None:
    """Hold a lock that ends with the transaction, so that two hubs do not fill one mirror at a time."""
    if not target.rows(f"select pg_try_advisory_xact_lock(hashtext({literal(_LOCK)}))")[0][0]:
        raise MirrorError(
            "the mirror is being filled by another process already", fix="wait until it ends, then try again"
        )
