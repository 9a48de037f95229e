"""Stable keys: a keyed hash of the record that founded the resident.

The founder is the member that was seen first (then network rank, then id); deleted records stay members,
so a key outlives its founder. A key therefore depends on nothing but the landing, the secret and the
reviewed decisions: a rebuild gives the same keys. When residents merge, the older founder's key wins;
when one splits, the key stays with the part that holds the founder.
"""

from __future__ import annotations

import hmac

import duckdb
import pyarrow as pa

KEY_LENGTH = 32

_FOUNDERS = """
create or replace temp table founder as
with earliest as (
    select
        m.unit,
        min((epoch_ms(p.first_seen_at)::hugeint * 256 + network_rank(p.network)) * 4294967296 + m.rid)
            % 4294967296 as rid
    from member as m
    join person as p on m.rid = p.rid
    group by m.unit
)
select e.unit, p.network || '|' || p.stream || '|' || p.source_record_id as record
from earliest as e
join person as p on e.rid = p.rid
order by e.unit;
"""


def resident_key(secret: bytes, founding_record: str) -> str:
    """Hash one founding record (`network|stream|id`) to a key of 32 hexadecimal digits."""
    return hmac.digest(secret, founding_record.encode(), "sha256").hex()[:KEY_LENGTH]


def build_keys(con: duckdb.DuckDBPyConnection, secret: bytes) -> None:
    """Make `unit_key` (unit → resident_key) from `member` and `person`."""
    con.execute(_FOUNDERS)
    founders = con.execute("select unit, record from founder order by unit").to_arrow_table()
    keys = [resident_key(secret, str(record)) for record in founders["record"].to_pylist()]
    keyed = founders.drop_columns(["record"]).append_column("resident_key", pa.array(keys, pa.string()))
    con.register("keyed_founder", keyed)
    con.execute("create or replace temp table unit_key as select unit, resident_key from keyed_founder")
    con.unregister("keyed_founder")
