"""The cross-county pass: the registries of all counties in, one crosswalk of the province out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from warehouse.counties import Counties, County, environment, home_of
from warehouse.environment import changed
from warehouse.errors import ConfigurationError, HubError
from warehouse.identity import decisions
from warehouse.identity.linking import workbench
from warehouse.paths import Home
from warehouse.privacy.vault import attach_existing, registry_key
from warehouse.province import keyed, matching, registry, tokens
from warehouse.secret import secret_fingerprint


@dataclass(frozen=True)
class ProvinceLinkage:
    """Counts of one pass; nothing personal. `absent` are counties where nobody has been linked yet."""

    counties: tuple[str, ...]
    absent: tuple[str, ...]
    residents: int
    people: int
    by_rule: dict[str, int] = field(default_factory=dict)
    to_review: int = 0
    namesakes: int = 0


class UnreadableCountyError(HubError):
    """The registry of one county cannot be read: the province's stays as it was."""


def link(whole: Counties, hub: Home, secret: bytes, *, threads: int = 2) -> ProvinceLinkage:
    """Find who lives in several counties; replaces the province's registry, atomically.

    Args:
        whole: the counties.
        hub: the home of the hub.
        secret: the province's own; in its environment (`warehouse.counties.environment`).
        threads: threads of the database engine.

    Raises:
        UnreadableCountyError: a county's registry cannot be read; names the county.
        HomeError: the province's restricted folder cannot be written.

    """
    home = hub.province.prepare()
    linked = [county for county in whole.counties if home_of(hub, county).identity_db.is_file()]
    with workbench(home, threads=threads) as con:
        keyed.install(con, secret)
        tokens.prepare(con)
        for county in linked:
            with attached(con, whole, county, hub):
                tokens.add_county(con, county.adcode)
        matching.match(con, decisions.read(decisions.file_of(home), decisions.RESIDENT))
        registry.build_crosswalk(con)
        registry.write(con, home, secret_fingerprint(secret))
        return _report(con, whole, linked)


@contextmanager
def attached(con: duckdb.DuckDBPyConnection, whole: Counties, county: County, hub: Home) -> Iterator[None]:
    """Open one county's registry with that county's key, as `tokens.REGISTRY`, for the time of the block.

    Raises:
        UnreadableCountyError: it cannot be read, or is of another version.

    """
    file = home_of(hub, county).identity_db
    try:
        with changed(environment(whole, county, hub)):
            key = registry_key()
        attach_existing(con, file, tokens.REGISTRY, key)
    except (duckdb.Error, ConfigurationError) as error:
        fix = error.fix if isinstance(error, ConfigurationError) else ""
        raise UnreadableCountyError(
            f"the registry of {county.id} cannot be read",
            where=str(file),
            fix=fix or f"restore it from your backup, or duowang run --county {county.id} makes it anew",
        ) from error
    try:
        if not tokens.is_readable(con):
            raise UnreadableCountyError(
                f"the registry of {county.id} is of another version of this program",
                where=str(file),
                fix=f"duowang run --county {county.id} writes it in the present form",
            )
        yield
    finally:
        con.execute(f"detach {tokens.REGISTRY}")


def _report(con: duckdb.DuckDBPyConnection, whole: Counties, linked: list[County]) -> ProvinceLinkage:
    rules = con.execute("select matched_by, count(*) from crosswalk group by all order by all").fetchall()
    people = con.execute("select count(distinct province_resident_key) from crosswalk").fetchone()
    waiting = con.execute("select count(*) from waiting_pair").fetchone()
    return ProvinceLinkage(
        counties=tuple(county.id for county in linked),
        absent=tuple(county.id for county in whole.counties if county not in linked),
        residents=sum(int(count) for _, count in rules),
        people=int(people[0]) if people else 0,
        by_rule={str(rule): int(count) for rule, count in rules},
        to_review=int(waiting[0]) if waiting else 0,
        namesakes=matching.namesakes(con),
    )
