"""The Connection `duowang_keys`: secrets of the hub itself. It is no platform, so it has no address."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from warehouse.errors import ConfigurationError

CONN_ID = "duowang_keys"
VARIABLE = "AIRFLOW_CONN_DUOWANG_KEYS"


@dataclass(frozen=True)
class KeysConnection:
    """`password` is the secret of resident keys; `extra` may hold `registry_key`."""

    password: str = field(repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)


def keys_connection(env: Mapping[str, str] | None = None) -> KeysConnection | None:
    """Read the Connection in Airflow's JSON or URI form; None when it is not set.

    Raises:
        ConfigurationError: it is malformed; its content is not shown.

    """
    text = (os.environ if env is None else env).get(VARIABLE, "").strip()
    if not text:
        return None
    try:
        return _from_json(text) if text.startswith("{") else _from_uri(text)
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"the Connection {CONN_ID} cannot be read",
            where=VARIABLE,
            fix=f"for example {VARIABLE}="
            '\'{"conn_type":"generic","password":"…","extra":{"registry_key":"…"}}\'',
        ) from error


def _from_json(text: str) -> KeysConnection:
    given = json.loads(text)
    return KeysConnection(str(given.get("password") or ""), _extra(given.get("extra")))


def _from_uri(text: str) -> KeysConnection:
    url = urlsplit(text)
    query: dict[str, Any] = dict(parse_qsl(url.query))
    return KeysConnection(unquote(url.password or ""), _extra(query.pop("__extra__", None)) or query)


def _extra(given: object) -> Mapping[str, Any]:
    extra = json.loads(given) if isinstance(given, str) and given.strip() else given or {}
    if not isinstance(extra, dict):
        raise TypeError("extra is no object")
    return extra
