"""Reading the body of a login."""

from __future__ import annotations

import orjson

from sandbox.platforms.credentials import Account


def asks_for(body: bytes, account: Account) -> bool:
    """Return True when the body is JSON with this account's user name and password."""
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    if not isinstance(given, dict):
        return False
    return (given.get("username"), given.get("password")) == (account.login, account.password)
