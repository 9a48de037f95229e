"""Doubtful pairs of residents of two counties: out to a spreadsheet, and back with decisions.

The province's registry holds keys only. What a clerk needs to see is read from the counties' registries, each
opened with its own key, one after the other, and stands nowhere but in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse.counties import Counties, County, home_of
from warehouse.identity import review
from warehouse.identity.decisions import RESIDENT
from warehouse.identity.reading import open_registry
from warehouse.identity.review import PURPOSE, SUBJECT, ImportReport
from warehouse.identity.sheet import Sheet
from warehouse.own_log import logging_to
from warehouse.paths import Home
from warehouse.privacy.access_log import REVIEW_EXPORT, note
from warehouse.province.entering import as_province
from warehouse.province.linking import attached

RESIDENTS = Sheet(
    side=RESIDENT,
    measure="reason",
    facts=("county_name", "name", "citizen_id", "sex", "birth_date", "phone"),
    living="from registry.identity.province_crosswalk where county_code = ? and resident_key = ?",
    made_by="duowang province",
)

_QUEUE = f"select {', '.join(RESIDENTS.keys)}, reason from registry.identity.review_queue order by all"

_FACTS = """
with asked as (select unnest(?::varchar[]) as resident_key),
partly as (
    select
        u.resident_key,
        max(lpad((s.last_four // 11)::varchar, 3, '0')
            || case s.last_four % 11 when 10 then 'X' else (s.last_four % 11)::varchar end) as last_four,
        max(s.phone_ends::varchar) as phone_ends
    from registry.identity.linkage_state as s
    join registry.identity.resident_unit as u on s.unit = u.unit
    where u.resident_key in (select resident_key from asked) and not s.is_deleted
    group by u.resident_key
)
select
    r.resident_key, r.name, coalesce(r.citizen_id, repeat('*', 14) || p.last_four), r.sex,
    r.birth_date::varchar, coalesce(r.phone, left(p.phone_ends, 3) || '****' || right(p.phone_ends, 4))
from registry.identity.resident as r
left join partly as p on r.resident_key = p.resident_key
where r.resident_key in (select resident_key from asked)
"""
"""What a county knows of some residents; of a number that it does not believe the end that was compared."""

_UNKNOWN = (None,) * len(RESIDENTS.facts)

Side = tuple[str, str]
Facts = dict[Side, tuple[object, ...]]


def export_queue(hub: Home, file: Path, purpose: str = PURPOSE) -> int:
    """Write the pairs that wait for a clerk; returns how many.

    Noted in the access log of the province, and in that of each county whose residents stand in the file: the
    proof of an erasure there names the file.

    Raises:
        ConfigurationError: there is no province in the configuration.
        NothingToPublishError: nothing has been linked across counties yet.
        UnreadableCountyError: a county's registry cannot be read; names the county.
        HomeError: the file cannot be written.

    """
    with as_province(hub) as (whole, _):
        with open_registry(hub.province, RESIDENTS.made_by) as con:
            pairs = con.execute(_QUEUE).fetchall()
        sides = {side for pair in pairs for side in (pair[:2], pair[2:4])}
        counties = [county for county in whole.counties if county.adcode in {code for code, _ in sides}]
        for home in (hub.province, *(home_of(hub, county) for county in counties)):
            _note(home, file, purpose)
        known: Facts = {}
        for county in counties:
            known |= _facts(whole, county, hub, sides)
    RESIDENTS.write(file, [[*pair, *_side_by_side(pair, known)] for pair in pairs])
    return len(pairs)


def import_decisions(hub: Home, file: Path, *, decided_by: str = "") -> ImportReport:
    """Take in what clerks decided; the next `duowang province` applies it.

    Raises:
        ConfigurationError: there is no province, or a column is missing, or a line breaks a rule.
        NothingToPublishError: nothing has been linked across counties yet.

    """
    with as_province(hub), logging_to(hub.province):
        return review.import_decisions(hub.province, file, decided_by=decided_by, sheet=RESIDENTS)


def _note(home: Home, file: Path, purpose: str) -> None:
    with logging_to(home):
        note(home, REVIEW_EXPORT, purpose, SUBJECT, {"file": file.name})


def _facts(whole: Counties, county: County, hub: Home, sides: set[Side]) -> Facts:
    keys = sorted(key for code, key in sides if code == county.adcode)
    with duckdb.connect() as con, attached(con, whole, county, hub):
        rows = con.execute(_FACTS, [keys]).fetchall()
    return {(county.adcode, key): (county.name_zh, *facts) for key, *facts in rows}


def _side_by_side(pair: Sequence[str], known: Facts) -> list[object]:
    """Give every fact of the left side and of the right one in turn."""
    left, right = (known.get((code, key), _UNKNOWN) for code, key in (pair[:2], pair[2:4]))
    return [fact for both in zip(left, right, strict=True) for fact in both]
