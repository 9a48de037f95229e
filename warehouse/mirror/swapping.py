"""Letting readers of the mirror see the draft, from one instant to the next.

All tables of the former version are locked at once, so no query, nor a transaction of several, sees tables of
both. The lock is only asked for briefly: a reader that waits for it longer than half a second is let through
first, which is also sooner than PostgreSQL would look for a deadlock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_random

from warehouse.database import identifier, literal
from warehouse.errors import sentence_list
from warehouse.mirror.errors import MirrorError
from warehouse.mirror.filling import DRAFT
from warehouse.mirror.session import Postgres

FORMER = "duowang_former_"
MARK = "duowang 多网合一"
"""How the comment of a schema begins that the hub made: it replaces no other."""
PATIENCE_SECONDS = 120.0
_LOCK_MILLISECONDS = 500
_BUSY = ("query_canceled", "lock_not_available", "deadlock_detected")
"""How PostgreSQL names a lock that could not be had in time."""


@dataclass(frozen=True)
class View:
    """A view that somebody made over the mirror; it is pointed at the new tables."""

    name: str
    query: str


def swap(target: Postgres, schemas: Sequence[str], version: str, patience: float = PATIENCE_SECONDS) -> None:
    """Replace the schemas by their drafts.

    Raises:
        MirrorError: a schema is not the hub's, or readers hold its tables too long.

    """
    former = [schema for schema in schemas if _is_ours(target, schema)]
    tables = _relations(target, former)
    views = _views(target, former)
    if tables:
        _lock(target, [*tables, *(view.name for view in views)], patience)
    for schema in former:
        target.execute(f"alter schema {identifier(schema)} rename to {identifier(FORMER + schema)}")
    for schema in schemas:
        target.execute(f"alter schema {identifier(DRAFT + schema)} rename to {identifier(schema)}")
        target.execute(f"comment on schema {identifier(schema)} is {literal(f'{MARK} {version}')}")
    for view in views:
        target.execute(f"create or replace view {view.name} as {view.query}")
    _drop(target, former)


def _is_ours(target: Postgres, schema: str) -> bool:
    """Tell whether a schema is there; refuse one that somebody else has made."""
    found = target.rows(
        "select coalesce(obj_description(oid, 'pg_namespace'), '') from pg_namespace "
        f"where nspname = {literal(schema)}"
    )
    if found and not str(found[0][0]).startswith(MARK):
        raise MirrorError(
            f"the schema {schema} was not made by the hub and is left alone",
            fix="rename it, or give the mirror a database of its own",
        )
    return bool(found)


def _relations(target: Postgres, schemas: Sequence[str]) -> list[str]:
    rows = target.rows(
        "select format('%I.%I', schemaname, tablename)::text from pg_tables "
        f"where schemaname in ({_literals(schemas)}) order by 1"
    )
    return [str(row[0]) for row in rows]


def _views(target: Postgres, schemas: Sequence[str]) -> list[View]:
    """Find what others have built on the tables; the definitions name schemas: the search path is empty."""
    rows = target.rows(
        f"""
        select distinct format('%I.%I', home.nspname, view.relname)::text, view.relkind::text,
            pg_get_viewdef(view.oid), view.oid::bigint
        from pg_depend as link
        join pg_rewrite as rule on rule.oid = link.objid
        join pg_class as view on view.oid = rule.ev_class
        join pg_namespace as home on home.oid = view.relnamespace
        join pg_class as used on used.oid = link.refobjid
        join pg_namespace as place on place.oid = used.relnamespace
        where link.classid = 'pg_rewrite'::regclass and link.refclassid = 'pg_class'::regclass
            and place.nspname in ({_literals(schemas)}) and home.nspname not in ({_literals(schemas)})
        order by 4
        """
    )
    if kept := [row[0] for row in rows if row[1] != "v"]:
        raise MirrorError(
            f"materialised views stand on the mirror's tables: {sentence_list(kept)}",
            fix="drop them: the mirror replaces its tables, and only plain views can follow",
        )
    return [View(str(name), str(query)) for name, _, query, _ in rows]


def _lock(target: Postgres, names: Sequence[str], patience: float) -> None:
    tries = Retrying(
        stop=stop_after_delay(patience),
        wait=wait_random(0.05, 0.5),
        retry=retry_if_result(lambda done: not done),
    )
    statement = f"lock table {', '.join(names)} in access exclusive mode"
    target.execute(f"set local statement_timeout = {_LOCK_MILLISECONDS}")
    try:
        tries(target.attempt, statement, *_BUSY)
    except RetryError:
        raise MirrorError(
            f"readers have held tables of the mirror for {patience:.0f} seconds without a pause",
            fix="close transactions that stand open (pg_stat_activity shows them), then try again",
        ) from None
    target.execute("set local statement_timeout = 0")


def _drop(target: Postgres, schemas: Sequence[str]) -> None:
    """Remove the former version table by table: what others built on it is never swept away with it."""
    for relation in _relations(target, [FORMER + schema for schema in schemas]):
        target.execute(f"drop table {relation}")
    for schema in schemas:
        target.execute(f"drop schema {identifier(FORMER + schema)}")


def _literals(names: Sequence[str]) -> str:
    return ", ".join(map(literal, names)) or "null"
