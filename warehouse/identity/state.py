"""What a linkage leaves in the registry for the next one, so that a day's changes need no full run.

Table `linkage_state` holds what is compared of every record (numbers and hashes, no text), the resident it is
in, and a fingerprint of its values; `person_name` the names; `candidate_number` what damaged ids may have
been; `linkage_model` what the last full run learned. All is personal: it lies in the restricted file only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from warehouse.errors import ConfigurationError
from warehouse.identity.features import SHADOW_BASE
from warehouse.identity.learned import Learned
from warehouse.identity.normalise import fingerprint
from warehouse.identity.script import run_script
from warehouse.paths import Home
from warehouse.privacy.vault import attach_existing, registry_key

VERSION = 2
"""Of the registry's tables. Files of before have no version; they are made anew by a full run."""

RECORD_HASH = "hash({a}.network, {a}.stream, {a}.source_record_id)"
"""Of a row `{a}` shaped as int_person_records."""

COUNTED = "(select * from former.identity.linkage_state where is_counted)"
"""The people of the former run, one row each, with the columns of `feature`."""

FEATURES = (
    "net", "is_complaint", "household", "id_kind", "id_part", "name_id", "sex", "birth", "id_birth", "phone",
    "phone_ends", "division", "grid", "full_door", "division_door", "locality_door", "registered_door",
    "home", "seen_year", "sound_id", "surname_sound", "name_size", "has_gap", "last_four",
)  # fmt: skip
"""Columns of `feature`, apart from rid, unit, id_number and record_hash."""

_IN_REC = frozenset(("net", "household", "id_kind", "id_part", "name_id", "sex", "phone", "phone_ends"))
"""Those that `rec` has as well, which is read in its order; what comes from elsewhere is looked up."""

_STATE = """
select
    r.rid, r.record_hash, p.fingerprint, m.unit, m.id_number,
    m.matched_by, m.match_probability, t.rid is not null as is_believed,
    r.id_number as claimed_number, r.id_is_verbatim, r.network_id, r.birth as birth_date,
    r.is_test, r.is_deleted, r.updated_at, {is_counted} as is_counted,
    {features}
from rec as r
join person_print as p on r.rid = p.rid
join member as m on r.rid = m.rid
left join feature as f on r.rid = f.rid
left join trusted as t on r.rid = t.rid
"""

_TABLES = f"""
create table registry.identity.linkage_state as {{state}};
create table registry.identity.person_name as select * from name;
create table registry.identity.person_network as select * from network;
create table registry.identity.candidate_number as
select * from candidate_number where rid < {SHADOW_BASE};
create table registry.identity.resident_unit as select unit, resident_key from unit_key;
create or replace temp table resident_count as select count(*) as residents from unit_key;
create table registry.identity.registry_version as select {VERSION} as version;
"""

_MODEL = """
create table registry.identity.linkage_model as
select ?::varchar as learned, ?::varchar as engine, as_of as full_as_of
from registry.identity.linkage_run;
"""


@dataclass(frozen=True)
class FormerRun:
    """The linkage before this one; `full_as_of` is the date of the data of the last full run."""

    number: int
    records: int
    full_as_of: datetime
    engine: str
    learned: Learned


def build_fingerprints(con: duckdb.DuckDBPyConnection) -> None:
    """Make `person_print` (rid, fingerprint): hashed before any join, since a join copies the texts."""
    con.execute(
        "create or replace temp table person_print as "
        f"select p.rid, {fingerprint('p')} as fingerprint from person as p"
    )


def state_rows(is_counted: str) -> str:
    """Build the query of `linkage_state` for the records in `rec`; `is_counted` tells who was counted.

    Needs `person_print`.
    """
    return _STATE.format(is_counted=is_counted, features=", ".join(map(_feature, FEATURES)))


def _feature(name: str) -> str:
    return f"case when not r.is_test then r.{name} end as {name}" if name in _IN_REC else f"f.{name}"


def write_state(con: duckdb.DuckDBPyConnection, learned: Learned) -> None:
    """Write the state of a full run into the attached new registry."""
    build_fingerprints(con)
    run_script(con, _TABLES.format(state=state_rows("r.rid in (select rid from person_row)")))
    con.execute(_MODEL, [learned.to_json(), engine()])


def engine() -> str:
    """Name what hashes depend on: they hold within one version of the engine only."""
    return f"duckdb {duckdb.__version__}"


def former_run(con: duckdb.DuckDBPyConnection, catalog: str = "former") -> FormerRun | None:
    """Read what the former registry can tell; None if it is of another version of these tables."""
    if registry_version(con, catalog) != VERSION:
        return None
    row = con.execute(f"""
        select r.number, r.records, m.full_as_of, m.engine, m.learned
        from {catalog}.identity.linkage_run as r, {catalog}.identity.linkage_model as m
    """).fetchone()
    if row is None or row[2] is None:
        return None
    return FormerRun(int(row[0]), int(row[1]), row[2], str(row[3]), Learned.from_json(str(row[4])))


def registry_version(con: duckdb.DuckDBPyConnection, catalog: str) -> int:
    """Tell the version of an attached registry; 1 for those of before versions."""
    if "registry_version" not in tables(con, catalog):
        return 1
    row = con.execute(f"select version from {catalog}.identity.registry_version").fetchone()
    return int(row[0]) if row else 1


def tables(con: duckdb.DuckDBPyConnection, catalog: str) -> frozenset[str]:
    """Name the tables of an attached registry."""
    rows = con.execute(
        "select table_name from duckdb_tables() where database_name = ? and schema_name = 'identity'",
        [catalog],
    ).fetchall()
    return frozenset(str(name) for (name,) in rows)


def attach_former(con: duckdb.DuckDBPyConnection, home: Home) -> bool:
    """Attach the registry of the last run as `former`, if there is one.

    Raises:
        ConfigurationError: a later version of this program has written it.

    """
    if not home.identity_db.is_file():
        return False
    attach_existing(con, home.identity_db, "former", registry_key())
    found = registry_version(con, "former")
    if found > VERSION:
        raise ConfigurationError(
            f"the registry of residents has version {found}; this program knows {VERSION} at most",
            where=str(home.identity_db),
            fix="use the program that wrote it, or a later one",
        )
    return "linkage_run" in tables(con, "former") or _is_carried_over(con, home)


def _is_carried_over(con: duckdb.DuckDBPyConnection, home: Home) -> bool:
    """Take a registry of before `linkage_run`: its key history is carried on, the rest is made anew.

    Raises:
        ConfigurationError: it is no registry at all.

    """
    if not {"resident_record", "key_history"} <= tables(con, "former"):
        raise ConfigurationError(
            "the file is no registry of residents, or one that this program cannot carry over",
            where=str(home.identity_db),
            fix="restore it from your backup, or move it away: the next run makes a new one with the same "
            "keys, without the history of merged ones",
        )
    return False


def next_number(con: duckdb.DuckDBPyConnection) -> int:
    """Number the run after the former one."""
    if registry_version(con, "former") < VERSION:
        return 1
    row = con.execute("select number from former.identity.linkage_run").fetchone()
    return int(row[0]) + 1 if row else 1
