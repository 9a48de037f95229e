"""The truth files for evaluation: whose record is whose, which reports are one matter, the figures laid."""

import csv
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sandbox.world.figures import laid_figures

_FILES = {
    "persons": ("person_id", "world_person_record"),
    "events": ("matter_id", "world_event_record"),
}


def write_truth(connection: sqlite3.Connection, home: Path) -> None:
    """Write truth/persons.parquet, truth/events.parquet and truth/figures.csv from the store."""
    folder = home / "truth"
    folder.mkdir(parents=True, exist_ok=True)
    for name, (column, table) in _FILES.items():
        rows = connection.execute(
            f"select network, stream, id, {column} from {table} order by 1, 2, 3"
        ).fetchall()
        columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
        names = ("network", "stream", "source_record_id", column)
        table_data = pa.table({n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)})
        draft = folder / f".{name}.parquet"
        pq.write_table(table_data, draft)
        draft.replace(folder / f"{name}.parquet")
    _write_figures(folder / "figures.csv")


def _write_figures(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("figure", "value", "numerator", "denominator"))
        for figure in laid_figures():
            writer.writerow((figure.name, figure.value, figure.numerator, figure.denominator))
