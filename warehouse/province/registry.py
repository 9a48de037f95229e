"""What the cross-county pass leaves behind: the province's registry, which holds no personal value.

It lies in the province's restricted folder with the mode, and under the encryption, of a county's. Its keys
are keyed hashes of the resident who was there first: the same registries and secret give the same keys.
"""

from __future__ import annotations

import duckdb

from warehouse.identity.registry import drafted, is_rotated
from warehouse.identity.script import run_script
from warehouse.identity.state import tables
from warehouse.paths import Home
from warehouse.privacy.vault import attach_existing, registry_key

_CROSSWALK = """
create or replace temp table province_key as
select
    g.leader,
    left(keyed(arg_min(r.county_code || '|' || r.resident_key, {age})), 32) as province_resident_key
from person_group as g
join resident as r on g.unit = r.unit
group by g.leader;
create or replace temp table crosswalk as
select
    r.county_code, r.resident_key, k.province_resident_key, g.matched_by, r.is_living
from resident as r
join person_group as g on r.unit = g.unit
join province_key as k on g.leader = k.leader
order by r.county_code, r.resident_key;
"""
_AGE = (
    "struct_pack(seen := coalesce(r.first_seen_at, timestamptz '0001-01-01'), county := r.county_code,"
    " resident := r.resident_key)"
)
"""Whoever has no living record any more was there before those who have."""

_REGISTRY = """
create schema registry.identity;
create table registry.identity.province_crosswalk as select * from crosswalk;
create table registry.identity.review_queue as
select
    l.county_code as left_county, l.resident_key as left_resident_key,
    r.county_code as right_county, r.resident_key as right_resident_key, w.reason
from waiting_pair as w
join resident as l on w.left_unit = l.unit
join resident as r on w.right_unit = r.unit
order by all;
create table registry.identity.key_history
    (old_key varchar, new_key varchar, reason varchar, happened_at timestamptz);
"""

_HISTORY = """
insert into registry.identity.key_history select * from former.identity.key_history order by all;
insert into registry.identity.key_history
with moved as (
    select distinct old.province_resident_key as old_key, new.province_resident_key as new_key
    from former.identity.province_crosswalk as old
    join crosswalk as new using (county_code, resident_key)
    where old.province_resident_key <> new.province_resident_key
),
held as (select distinct province_resident_key from crosswalk)
select
    old_key, new_key,
    case
        when {is_rotated} then 'rotated'
        when old_key in (select province_resident_key from held) then 'split'
        else 'merged'
    end,
    (select max(first_seen_at) from resident)
from moved
order by all;
"""


def build_crosswalk(con: duckdb.DuckDBPyConnection) -> None:
    """Make `crosswalk` (county_code, resident_key, province_resident_key, matched_by, is_living)."""
    run_script(con, _CROSSWALK.format(age=_AGE))


def write(con: duckdb.DuckDBPyConnection, home: Home, fingerprint: str) -> None:
    """Write the registry beside the former one, carry its history on, and rename it into place.

    Raises:
        HomeError: the restricted folder cannot be written.

    """
    has_former = home.identity_db.is_file()
    if has_former:
        attach_existing(con, home.identity_db, "former", registry_key())
    try:
        with drafted(con, home):
            _fill(con, fingerprint)
    finally:
        if has_former:
            con.execute("detach former")


def _fill(con: duckdb.DuckDBPyConnection, fingerprint: str) -> None:
    run_script(con, _REGISTRY)
    con.execute("create table registry.identity.secret_fingerprint as select ? as fingerprint", [fingerprint])
    if "key_history" in tables(con, "former"):
        is_new = "true" if is_rotated(con, fingerprint) else "false"
        run_script(con, _HISTORY.format(is_rotated=is_new))
