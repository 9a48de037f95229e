"""The hub's own Connections, which are no platforms: read as Airflow writes them, as JSON or as a URI."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def parts(variable: str, env: Mapping[str, str] | None = None) -> Mapping[str, Any] | None:
    """Take a Connection of the environment apart; None when the variable is not set.

    Returns:
        host, port, schema, login, password, extra: those that are given.

    Raises:
        ValueError, TypeError, AttributeError: it is malformed.

    """
    text = (os.environ if env is None else env).get(variable, "").strip()
    if not text:
        return None
    given: Mapping[str, Any] = json.loads(text) if text.startswith("{") else _from_uri(text)
    return given


def extra_of(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Read `extra`, an object or its JSON; empty when there is none.

    Raises:
        ValueError, TypeError: it is neither.

    """
    extra = given.get("extra") or {}
    extra = json.loads(extra) if isinstance(extra, str) else extra
    if not isinstance(extra, Mapping):
        raise TypeError("extra is no object")
    return extra


def _from_uri(text: str) -> dict[str, Any]:
    url = urlsplit(text)
    query: dict[str, Any] = dict(parse_qsl(url.query))
    return {
        "host": unquote(url.hostname or ""),
        "port": url.port,
        "schema": unquote(url.path.lstrip("/")),
        "login": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "extra": query.pop("__extra__", None) or query,
    }
