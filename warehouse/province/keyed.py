"""Keyed hashes inside the database: HMAC-SHA256 (RFC 2104) as a macro, so that no value leaves the engine."""

from __future__ import annotations

import hashlib

import duckdb

_BLOCK = 64
_MACROS = """
create or replace temp macro keyed(t) as
    sha256(getvariable('outer_pad') || unhex(sha256(getvariable('inner_pad') || encode(t))));
create or replace temp macro keyed_token(t) as left(keyed(t), 32)::uuid;
create or replace temp macro keyed_number(t) as ('0x' || left(keyed(t), 15))::bigint;
"""


def install(con: duckdb.DuckDBPyConnection, secret: bytes) -> None:
    """Define `keyed` (64 hexadecimal digits), `keyed_token` (128 bits), `keyed_number` (60) of a text."""
    key = hashlib.sha256(secret).digest() if len(secret) > _BLOCK else secret
    block = key.ljust(_BLOCK, b"\0")
    con.execute("set variable inner_pad = ?::blob", [bytes(byte ^ 0x36 for byte in block)])
    con.execute("set variable outer_pad = ?::blob", [bytes(byte ^ 0x5C for byte in block)])
    con.execute(_MACROS)
