"""Small groups of open units that are one person, held together only by strong links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import duckdb
import pyarrow as pa


def leaders(edges: Iterable[tuple[int, int]], apart: Iterable[tuple[int, int]] = ()) -> dict[int, int]:
    """Name every unit that has an edge by the smallest unit it is connected with.

    An edge that would bring two units together which are to stay `apart` is passed over: strong ones first.
    """
    parent: dict[int, int] = {}
    foes: dict[int, set[int]] = defaultdict(set)  # of each group, by its leader
    for left, right in apart:
        foes[left].add(right)
        foes[right].add(left)

    def root(unit: int) -> int:
        while parent.setdefault(unit, unit) != unit:
            parent[unit] = parent[parent[unit]]
            unit = parent[unit]
        return unit

    for left, right in edges:
        a, b = root(left), root(right)
        if a == b or (a in foes and b in {root(foe) for foe in foes[a]}):
            continue
        parent[max(a, b)] = min(a, b)
        if enemies := foes.pop(max(a, b), None):
            foes[min(a, b)] |= enemies
    return {unit: root(unit) for unit in sorted(parent)}


def store(
    con: duckdb.DuckDBPyConnection,
    table: str,
    edges: Iterable[tuple[int, int]],
    apart: Iterable[tuple[int, int]] = (),
) -> None:
    """Make a table (unit, leader) of the groups that edges connect; see `leaders`."""
    found = leaders(edges, apart)
    arrow = pa.table(
        {"unit": pa.array(list(found), pa.int32()), "leader": pa.array(list(found.values()), pa.int32())}
    )
    con.register("grouped_units", arrow)
    con.execute(
        f"create or replace temp table {table} as select unit, leader from grouped_units order by unit"
    )
    con.unregister("grouped_units")
