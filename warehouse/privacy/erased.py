"""Which records were erased, so that a platform that still sends them does not bring them back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable

from warehouse.paths import PRIVATE_FILE, Home
from warehouse.privacy.landed import LandedRow, RecordId


def remember(home: Home, rows: Iterable[LandedRow]) -> None:
    """Add the records of rows that are erased; their ids are no personal value."""
    known = erased(home)
    for row in rows:
        known[row.record] = known.get(row.record, False) or row.is_own
    draft = home.restricted / f".erased.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "w") as file:
        json.dump([[*record, is_own] for record, is_own in sorted(known.items())], file, ensure_ascii=False)
    draft.replace(home.restricted / "erased.json")


def erased(home: Home) -> dict[RecordId, bool]:
    """Read the list: each record, and whether it goes as a whole (or only its personal fields)."""
    try:
        entries = json.loads((home.restricted / "erased.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {(network, stream, record): is_own for network, stream, record, is_own in entries}
