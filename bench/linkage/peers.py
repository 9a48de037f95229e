"""What the linkage is compared with: simpler ways over the same typed and cleaned records.

Each makes the relation `found` (network, stream, source_record_id, resident_key).
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from warehouse.identity import decisions, groups
from warehouse.identity.normalise import build_records
from warehouse.identity.places import build_places
from warehouse.identity.trust import build_trust

_FOUND = """
create or replace table found as
select p.network, p.stream, p.source_record_id, {key} as resident_key
from person as p
{joins}
"""
_PAIRS = "select min(rid) over (partition by {key}), rid from {rows} where {present}"


def valid_ids(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """One person per valid number, whoever carries it."""
    build_records(con, source)
    con.execute(
        _FOUND.format(
            key="coalesce('n' || r.id_number, 'r' || p.rid)",
            joins="join (select rid, case when id_kind = 'valid' then id_number end as id_number from rec) "
            "as r using (rid)",
        )
    )


def cascade(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Trusted numbers, then name with birth date and phone, then name with birth date and division."""
    build_records(con, source)
    decisions.load(con, [])
    build_trust(con)
    build_places(con)
    con.execute("""
        create or replace temp table keyed as
        select r.rid, t.id_number, r.name_id, r.birth, r.phone, p.division
        from rec as r left join trusted as t using (rid) left join place as p using (rid)
    """)
    keys = (
        ("id_number", "id_number is not null"),
        ("name_id, birth, phone", "name_id is not null and birth is not null and phone is not null"),
        ("name_id, birth, division", "name_id is not null and birth is not null and division is not null"),
    )
    edges: list[tuple[int, int]] = []
    for key, present in keys:
        edges += con.execute(_PAIRS.format(key=key, rows="keyed", present=present)).fetchall()
    groups.store(con, "joined", edges)
    con.execute(
        _FOUND.format(key="coalesce(j.leader, p.rid)", joins="left join joined as j on p.rid = j.unit")
    )


def splink_alone(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Splink with stock comparisons and expectation maximisation, on the cleaned fields."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    build_records(con, source)
    build_places(con)
    con.execute("""
        create or replace table input as
        select r.rid as unique_id, n.name, n.surname, n.sound_id, r.birth::varchar as birth,
            case when r.id_kind = 'valid' then r.id_number end as id_number, r.phone, p.division_door as door
        from rec as r left join name as n using (name_id) left join place as p using (rid)
    """)
    api = DuckDBAPI(con)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ExactMatch("name").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("birth", input_is_string=True),
            cl.ExactMatch("id_number"),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            cl.ExactMatch("door").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("id_number"),
            block_on("name", "birth"),
            block_on("name", "phone"),
            block_on("name", "door"),
            block_on("phone", "birth"),
        ],
    )
    linker = Linker(api.register("input"), settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on("id_number")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "birth"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("id_number"))
    pairs = linker.inference.predict(threshold_match_probability=0.99)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.99)
    con.execute(
        _FOUND.format(key="c.cluster_id", joins=f"join {clusters.physical_name} as c on p.rid = c.unique_id")
    )


PEERS: dict[str, Callable[[duckdb.DuckDBPyConnection, str], None]] = {
    "valid ids only": valid_ids,
    "cascade": cascade,
    "splink alone": splink_alone,
}
