"""A record changed while a list is being paged: its update time becomes the newest, it moves to the end."""

from __future__ import annotations

from typing import Any

import orjson

from sandbox.platforms.guide import UPDATE_FIELDS
from sandbox.platforms.selection import Stored
from sandbox.platforms.store import Store
from sandbox.platforms.times import local_text, offset_text

_DAY_MS = 86_400_000
_SHANGHAI_MS = 8 * 3_600_000


def move_to_end(store: Store, network: str, stream: str, record: Stored) -> None:
    """Give the record the newest update time of its stream, in the store; nothing else in it changes."""
    latest = store.latest_ms(network, stream)
    step = 1000 if network != "shequ" else 1
    # the change stays inside the virtual day, so that it does not shift what the data says "today" is
    later = latest + step if _local_day(latest + step) == _local_day(latest) else latest
    body = orjson.loads(record.body)
    body[UPDATE_FIELDS[network]] = _written(network, later)
    store.rewrite(network, stream, Stored(record.id, later, orjson.dumps(body)))


def _local_day(epoch_ms: int) -> int:
    return (epoch_ms + _SHANGHAI_MS) // _DAY_MS


def _written(network: str, epoch_ms: int) -> Any:
    if network == "zongzhi":
        return local_text(epoch_ms)
    return epoch_ms if network == "shequ" else offset_text(epoch_ms)
