"""One view a stream over the Parquet files of its committed batches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from warehouse.database import identifier, literal
from warehouse.landing.columns import FROM_BATCH, FROM_FILE

_GLOB = re.compile(r"[\[\]*?]")
_PATH = "_path"


def view_name(network: str, stream: str) -> str:
    """Name a stream's view, quoted: `landing."<network>__<stream>"`."""
    return f"landing.{identifier(f'{network}__{stream}')}"


def view_sql(name: str, fields: Sequence[str], files: Sequence[Path]) -> str:
    """Write the view of a stream.

    Its columns are always the same, whatever the files hold: a typed empty row set stands first, and a field
    that a file of an older contract lacks is null.
    """
    types = dict.fromkeys(fields, "varchar") | FROM_FILE
    empty = ", ".join(f"null::{kind} as {identifier(column)}" for column, kind in types.items())
    landed = [f"select {empty}, null::varchar as {_PATH} where false"]
    if files:
        landed.append(f"select * from {read_parquet(files)}")
    own = [f"f.{identifier(column)}" for column in types]
    batch = [f"b.{source} as {column}" for column, source in FROM_BATCH.items()]
    return (
        f"create or replace view {name} as select {', '.join(own + batch)} "
        f"from ({' union all by name '.join(landed)}) as f "
        f"join landing.batch_file as b on b.path = f.{_PATH}"
    )


def read_parquet(files: Sequence[Path]) -> str:
    """Read files as they are: no name of a folder above them becomes a pattern or a column."""
    paths = ", ".join(literal(_GLOB.sub(lambda match: f"[{match[0]}]", str(file))) for file in files)
    options = f"union_by_name = true, filename = {literal(_PATH)}, hive_partitioning = false"
    return f"read_parquet([{paths}], {options})"
