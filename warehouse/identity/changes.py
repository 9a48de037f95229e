"""What has changed since the last linkage, and whether that is little enough for an increment."""

from __future__ import annotations

from datetime import timedelta

import duckdb

from warehouse.identity.decisions import Decision, decision_rows
from warehouse.identity.normalise import fingerprint
from warehouse.identity.script import run_script
from warehouse.identity.state import RECORD_HASH, FormerRun, engine

FEWEST_RECORDS = 100_000
"""Below this a full run takes a few seconds, and always gives the same as a rebuild."""

_LARGEST_SHARE = 0.01
_FEW = 20
FULL_AFTER = timedelta(days=7)
"""Of the dates of the data, not of the clock."""

_CHANGES = """
create or replace temp table seen as
select s.rowid as source_row, {record_hash} as record_hash, {fingerprint} as fingerprint
from {source} as s;
create or replace temp table change as
select coalesce(s.record_hash, f.record_hash) as record_hash, s.source_row, f.rid
from seen as s
full join former.identity.linkage_state as f on s.record_hash = f.record_hash
where s.fingerprint is distinct from f.fingerprint;
"""

_DECIDED_ANEW = """
insert into change
select s.record_hash, s.source_row, f.rid
from (
    select unnest([
        hash(d.left_network, d.left_stream, d.left_id), hash(d.right_network, d.right_stream, d.right_id)
    ]) as record_hash
    from decision_rows as d
    anti join former.identity.review_queue as q
        on d.left_network = q.left_network and d.left_stream = q.left_stream and d.left_id = q.left_id
        and d.right_network = q.right_network and d.right_stream = q.right_stream
        and d.right_id = q.right_id and d.decision = q.decision
) as d
join seen as s on d.record_hash = s.record_hash
join former.identity.linkage_state as f on d.record_hash = f.record_hash
anti join change as c on d.record_hash = c.record_hash;
"""


def find_changes(con: duckdb.DuckDBPyConnection, source: str, decided: list[Decision]) -> int:
    """Make `seen` (every record of the source) and `change`, and count the latter.

    Changed are records that are new, gone or have other values, and those that a clerk has decided on since.
    """
    script = _CHANGES.format(
        source=source, record_hash=RECORD_HASH.format(a="s"), fingerprint=fingerprint("s")
    )
    run_script(con, script)
    with decision_rows(con, decided):
        run_script(con, _DECIDED_ANEW)
    return _count(con, "select count(*) from change")


def are_few(changed: int, former: FormerRun) -> bool:
    """Tell whether so many changes are little enough for an increment."""
    return changed <= max(_FEW, _LARGEST_SHARE * former.records)


def is_possible(con: duckdb.DuckDBPyConnection, former: FormerRun, source: str) -> bool:
    """Tell whether an increment can follow the last run: same engine, and no network that it did not know."""
    if former.engine != engine():
        return False
    return not _count(
        con,
        f"select count(*) from (select distinct network from {source}) as s "
        "anti join former.identity.person_network as n on s.network = n.network",
    )


def is_due(con: duckdb.DuckDBPyConnection, former: FormerRun, source: str) -> bool:
    """Tell whether an increment is worth it: the county is large, and the last full run not a week old."""
    if former.records < FEWEST_RECORDS:
        return False
    row = con.execute(f"select max(coalesce(updated_at, first_seen_at)) from {source}").fetchone()
    return row is not None and row[0] is not None and row[0] - former.full_as_of < FULL_AFTER


def _count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    row = con.execute(query).fetchone()
    return int(row[0]) if row else 0
