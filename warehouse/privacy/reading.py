"""Landed rows as they came, for the person whom they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from warehouse.privacy.landed import LandedRow


def read_rows(rows: Iterable[LandedRow]) -> list[dict[str, Any]]:
    """Read rows with their filled fields, and the batch each came in."""
    by_file: dict[Path, list[LandedRow]] = defaultdict(list)
    for row in rows:
        by_file[row.path].append(row)
    found: list[dict[str, Any]] = []
    for path, members in sorted(by_file.items()):
        wanted = {row.seq: row.record for row in members}
        table = pq.read_table(path, filters=[("_seq", "in", list(wanted))])
        for values in table.to_pylist():
            network, stream, record = wanted[values["_seq"]]
            fields = {name: value for name, value in values.items() if value and not name.startswith("_")}
            found.append({"network": network, "stream": stream, "record": record, "fields": fields})
    return found
