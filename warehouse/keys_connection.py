"""The Connection `duowang_keys`: secrets of the hub itself. It is no platform, so it has no address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from warehouse.airflow_connection import extra_of, parts
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
    try:
        given = parts(VARIABLE, env)
        if given is None:
            return None
        return KeysConnection(str(given.get("password") or ""), extra_of(given))
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"the Connection {CONN_ID} cannot be read",
            where=VARIABLE,
            fix=f"for example {VARIABLE}="
            '\'{"conn_type":"generic","password":"…","extra":{"registry_key":"…"}}\'',
        ) from error
