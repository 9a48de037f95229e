"""The role that reads: members of it see the mirror and can change nothing."""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.database import identifier, literal
from warehouse.mirror.filling import DRAFT
from warehouse.mirror.session import Postgres


def grant(target: Postgres, role: str, schemas: Iterable[str]) -> bool:
    """Let a role read the drafts.

    Returns:
        False when there is no such role and the login may not make one: then only the owner reads.

    """
    if not _exists(target, role) and not _create(target, role):
        return False
    for schema in schemas:
        draft = identifier(DRAFT + schema)
        target.execute(f"grant usage on schema {draft} to {identifier(role)}")
        target.execute(f"grant select on all tables in schema {draft} to {identifier(role)}")
    return True


def _exists(target: Postgres, role: str) -> bool:
    return bool(target.rows(f"select 1 from pg_roles where rolname = {literal(role)}"))


def _create(target: Postgres, role: str) -> bool:
    return target.attempt(f"create role {identifier(role)} nologin", "insufficient_privilege")
