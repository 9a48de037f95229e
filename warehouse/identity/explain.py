"""Why records are one resident: the rule of each link and the evidence for it, with values masked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from warehouse.errors import ConfigurationError
from warehouse.identity.masking import masked_address, masked_birth, masked_id, masked_name, masked_phone
from warehouse.identity.reading import attach_build, open_registry
from warehouse.paths import Home
from warehouse.privacy.access_log import note

PURPOSE = "how the records of a resident were linked"
FACTORS = ("name_birth", "sex", "contact", "id", "kin")
"""kin: how much remains when a family member might be meant."""

_COMPARED = {
    "name_birth": ("name", "birth"),
    "sex": ("sex",),
    "contact": ("phone", "place"),
    "id": ("id",),
    "kin": (),
}


@dataclass(frozen=True)
class Evidence:
    """One scored link: levels of agreement, and by what factor each comparison changed the odds."""

    linked_with: str
    round: int
    levels: dict[str, str]
    factors: dict[str, float]
    odds: float


@dataclass(frozen=True)
class LinkedRecord:
    """One record of the resident, masked."""

    record: str
    matched_by: str
    match_probability: float
    values: dict[str, str]
    evidence: Evidence | None


@dataclass(frozen=True)
class Explanation:
    """A resident, the former keys that lead to it, and its records."""

    resident_key: str
    former_keys: tuple[str, ...]
    records: tuple[LinkedRecord, ...]


_RECORDS = """
select
    r.network, r.stream, r.source_record_id, r.matched_by, r.match_probability,
    e.linked_network, e.linked_stream, e.linked_id, e.round,
    e.name_level, e.birth_level, e.phone_level, e.place_level, e.sex_level, e.id_level,
    e.name_birth_factor, e.sex_factor, e.contact_factor, e.id_factor, e.kin_factor, e.odds
from registry.identity.resident_record as r
left join registry.identity.link_evidence as e using (network, stream, source_record_id)
where r.resident_key = ?
order by r.first_seen_at, r.network, r.stream, r.source_record_id
"""

_VALUES = """
select name_text, id_text, birth_date, phone_text, address_text, sex
from build.conformed.int_person_records
where network = ? and stream = ? and source_record_id = ?
"""

_ALIASES = "select old_key from registry.identity.key_history where new_key = ? order by happened_at, old_key"
_HEIR = """
select new_key from registry.identity.key_history
where old_key = ? and reason <> 'split'
order by happened_at desc, new_key
"""


def explain(home: Home, resident_key: str, purpose: str = PURPOSE) -> Explanation:
    """Tell how a resident came about; a key that was merged leads to its heir. Noted in the access log.

    Raises:
        ConfigurationError: no such resident.
        NothingToPublishError: nothing has been linked yet.
        LockedError: a run is writing the build database.
    """
    with open_registry(home) as con:
        has_build = attach_build(con, home)
        note(home, "explain", purpose, resident_key)
        key = _living_key(con, resident_key)
        rows = con.execute(_RECORDS, [key]).fetchall()
        former = tuple(str(row[0]) for row in con.execute(_ALIASES, [key]).fetchall())
        records = tuple(_record(row, _values(con, row) if has_build else {}) for row in rows)
    return Explanation(key, former, records)


def _living_key(con: duckdb.DuckDBPyConnection, key: str) -> str:
    seen: set[str] = set()
    while key not in seen:
        seen.add(key)
        if con.execute(
            "select 1 from registry.identity.resident_record where resident_key = ? limit 1", [key]
        ).fetchone():
            return key
        heir = con.execute(_HEIR, [key]).fetchone()
        key = str(heir[0]) if heir else key
    raise ConfigurationError(
        "there is no such resident", fix="take a key from marts.dim_resident or the crosswalk"
    )


def _values(con: duckdb.DuckDBPyConnection, row: tuple[Any, ...]) -> dict[str, str]:
    found = con.execute(_VALUES, list(row[:3])).fetchone()
    if found is None:
        return {}
    name, number, birth, phone, address, sex = found
    return {
        "name": masked_name(name),
        "id": masked_id(number),
        "birth_date": masked_birth(birth if isinstance(birth, date) else None),
        "phone": masked_phone(phone),
        "address": masked_address(address),
        "sex": str(sex or ""),
    }


def _record(row: tuple[Any, ...], values: dict[str, str]) -> LinkedRecord:
    evidence = None
    if row[5] is not None:
        evidence = Evidence(
            linked_with="|".join(row[5:8]),
            round=int(row[8]),
            levels=dict(
                zip(("name", "birth", "phone", "place", "sex", "id"), map(str, row[9:15]), strict=True)
            ),
            factors=dict(zip(FACTORS, map(float, row[15:20]), strict=True)),
            odds=float(row[20]),
        )
    return LinkedRecord("|".join(row[:3]), str(row[3]), float(row[4]), values, evidence)


def waterfall(record: LinkedRecord, *, prior_odds: float) -> Any:
    """Draw a scored link as Splink's waterfall chart: from the odds before any evidence to the final ones.

    Args:
        record: a record with evidence.
        prior_odds: odds that two records picked at random are one person.

    Raises:
        ConfigurationError: the record was not linked by a score.
    """
    from splink.internals.charts import WaterfallChart

    if record.evidence is None:
        raise ConfigurationError("this record was not linked by a score", fix="choose a record with evidence")
    bars = [_bar("Prior", "Starting match weight (prior)", prior_odds)]
    for factor, value in record.evidence.factors.items():
        label = ", ".join(f"{name} {record.evidence.levels[name]}" for name in _COMPARED[factor])
        bars.append(_bar(factor, label or "a family member might be meant", value))
    product = prior_odds * math.prod(record.evidence.factors.values())
    bars.append(_bar("Final score", "Final score", product))
    for number, bar in enumerate(bars):
        bar |= {"bar_sort_order": number, "record_number": 0}
    return WaterfallChart(bars, filter_nulls=False)


def _bar(column: str, label: str, factor: float) -> dict[str, Any]:
    safe = max(factor, 1e-12)
    return {
        "column_name": column, "label_for_charts": label, "sql_condition": None,
        "log2_bayes_factor": math.log2(safe), "bayes_factor": safe, "comparison_vector_value": None,
        "m_probability": None, "u_probability": None,
        "bayes_factor_description": f"{label}: odds times {safe:,.4g}", "value_l": "", "value_r": "",
        "term_frequency_adjustment": None,
    }  # fmt: skip
