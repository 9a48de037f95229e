"""Stable keys: a keyed hash of the record that founded the resident.

The founder is the member that was seen first (then network rank, then id); deleted records stay members,
so a key outlives its founder. A key therefore depends on nothing but the landing, the secret and the
reviewed decisions: a rebuild gives the same keys. When residents merge, the older founder's key wins;
when one splits, the key stays with the part that holds the founder.
"""

from __future__ import annotations

import hashlib
import hmac

import duckdb

KEY_LENGTH = 32
_BLOCK = 64
"""Bytes that SHA-256 takes in at once."""

_KEYS = """
create or replace temp table unit_key as
with earliest as (
    select
        m.unit,
        min((epoch_ms(p.first_seen_at)::hugeint * 256 + network_rank(p.network)) * 4294967296 + m.rid)
            % 4294967296 as rid
    from member as m
    join person as p on m.rid = p.rid
    group by m.unit
),
founder as (
    select e.unit, p.network || '|' || p.stream || '|' || p.source_record_id as record
    from earliest as e
    join person as p on e.rid = p.rid
)
select
    unit,
    left(sha256($outer::blob || unhex(sha256($inner::blob || encode(record)))), {length}) as resident_key
from founder
order by unit;
"""
"""HMAC written out: half a million keys in a quarter of a second."""


def resident_key(secret: bytes, founding_record: str) -> str:
    """Hash one founding record (`network|stream|id`) to a key of 32 hexadecimal digits."""
    return hmac.digest(secret, founding_record.encode(), "sha256").hex()[:KEY_LENGTH]


def build_keys(con: duckdb.DuckDBPyConnection, secret: bytes) -> None:
    """Make `unit_key` (unit → resident_key) from `member` and `person`; the same keys as `resident_key`."""
    con.execute(_KEYS.format(length=KEY_LENGTH), {"inner": _pad(secret, 0x36), "outer": _pad(secret, 0x5C)})


def _pad(secret: bytes, byte: int) -> bytes:
    """Give one of the two paddings of HMAC (RFC 2104)."""
    key = hashlib.sha256(secret).digest() if len(secret) > _BLOCK else secret
    return bytes(one ^ byte for one in key.ljust(_BLOCK, b"\0"))
