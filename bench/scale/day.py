"""An ordinary day: one record in a thousand has changed, people's phones among them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb

from bench.scale.landing import commit
from connectors.engine.contract import NetworkContract, StreamContract
from connectors.engine.manifest import committed
from connectors.engine.shape import Shaper
from connectors.registry import contract, networks

_PHONES: Final = {
    ("zongzhi", "population"): "LXDH",
    ("shequ", "residents"): "mobile",
    ("xiangcun", "村民"): "联系电话",
}
_CHANGED = "hash(_record_id) % 1000 = 0"


def change(root: Path) -> int:
    """Land one more day for every stream that has rows; returns how many records changed.

    A snapshot is landed whole, as its platform issues it; of the others only what changed.
    """
    pulled = max(manifest.window_to for manifest in committed(root)) + timedelta(days=1)
    return sum(
        _land(root, contract(network), stream, pulled)
        for network in networks()
        for stream in contract(network).streams.values()
        if _files(root, network, stream.id)
    )


def _files(root: Path, network: str, stream: str) -> list[str]:
    """The files of the stream's first batch."""
    first = committed(root, network, stream)[:1]
    return [str(batch.folder / part.name) for batch in first for part in batch.files]


def _land(root: Path, network: NetworkContract, stream: StreamContract, pulled: datetime) -> int:
    is_snapshot = network.network == "xiangcun"
    phone = _PHONES.get((network.network, stream.id))
    columns = {
        "_content_hash": f"case when {_CHANGED} then md5(_content_hash || $day) else _content_hash end",
        "_updated_at": f"case when {_CHANGED} then _updated_at + interval 1 day else _updated_at end",
    }
    if phone:
        columns[phone] = (
            f"case when {_CHANGED} then '139' || left(hash(_record_id)::varchar, 8) else \"{phone}\" end"
        )
    changes = ", ".join(f'{sql} as "{name}"' for name, sql in columns.items())
    only = "" if is_snapshot else f"where {_CHANGED}"
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        rows = connection.execute(
            f"select * replace ({changes}) from read_parquet($files) {only}",
            {"files": _files(root, network.network, stream.id), "day": pulled.astimezone(UTC).isoformat()},
        ).to_arrow_table()
        counted = connection.execute(f"select count(*) from rows where {_CHANGED}").fetchone()
    table = rows.select(Shaper(network, stream).schema.names).cast(Shaper(network, stream).schema)
    commit(root, network, stream, pulled, iter(table.to_batches()))
    return int(counted[0]) if counted else 0
