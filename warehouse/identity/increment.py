"""A day's changes linked without linking everything: the frontier is opened, the rest stays frozen."""

from __future__ import annotations

import duckdb

from warehouse.identity import amend, changes, score, state
from warehouse.identity.decisions import Decision
from warehouse.identity.frontier import open_frontier
from warehouse.identity.golden import build_golden
from warehouse.identity.keys import build_keys
from warehouse.identity.registry import is_rotated, write_quality
from warehouse.identity.resolve import resolve_again
from warehouse.identity.state import FormerRun
from warehouse.identity.stopwatch import Stopwatch
from warehouse.paths import Home
from warehouse.privacy.vault import is_at_rest_as_wanted, registry_key
from warehouse.secret import secret_fingerprint


def usable(con: duckdb.DuckDBPyConnection, secret: bytes, source: str) -> FormerRun | None:
    """Give the last run if an increment can follow it: same secret, form of file, engine and networks."""
    former = state.former_run(con)
    if former is None or is_rotated(con, secret_fingerprint(secret)):
        return None
    if not is_at_rest_as_wanted(con, "former", registry_key()):
        return None
    return former if changes.is_possible(con, former, source) else None


def link_changes(
    con: duckdb.DuckDBPyConnection, former: FormerRun, source: str, decided: list[Decision], timed: Stopwatch
) -> bool:
    """Link what changed, and make `touched`; False if that is too much for an increment."""
    changed = timed("changes", lambda: changes.find_changes(con, source, decided))
    if not changes.are_few(changed, former):
        return False
    timed("frontier", lambda: open_frontier(con, source, decided))
    timed("population", lambda: score.count_again(con, state.COUNTED))
    timed("resolve", lambda: resolve_again(con, former.learned, "everybody"))
    timed("touched", lambda: amend.find_touched(con, source))
    return True


def write(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    former: FormerRun,
    secret: bytes,
    source: str,
    timed: Stopwatch,
) -> None:
    """Write what `link_changes` found: registry, crosswalk and quality."""
    with amend.copied(home) as copy:
        timed("keys", lambda: build_keys(con, secret))
        timed("golden", lambda: build_golden(con))
        timed("crosswalk", lambda: amend.amend_crosswalk(con, former.number, source))
        timed("registry", lambda: amend.amend_registry(con, home, source, copy))
    write_quality(con)
