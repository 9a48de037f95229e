"""Columns of the landing's views: a platform's own fields, then what the hub notes about each row."""

from __future__ import annotations

FROM_FILE = {
    "_record_id": "varchar",
    "_content_hash": "varchar",
    "_updated_at": "timestamptz",
    "_seq": "bigint",
    "_is_tombstone": "boolean",
    "_extra": "varchar",
}
"""Written by the connectors beside the fields, with their types."""

FROM_BATCH = {
    "_batch_id": "batch_id",
    "_batch_kind": "kind",
    "_window_to": "window_to",
    "_pulled_at": "pulled_at",
    "_order_at": "order_at",
    "_is_latest_snapshot": "is_latest_snapshot",
}
"""Taken from the row's batch: the view's column and the column of `landing.batch_file`."""
