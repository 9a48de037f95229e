"""The secret behind resident keys: from the Connection `duowang_keys`, else generated once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping

from connectors.engine.connection import Connection
from warehouse.errors import ConfigurationError, HomeError
from warehouse.paths import PRIVATE_FILE, Home

KEYS_CONNECTION = "duowang_keys"
KEYS_VARIABLE = "AIRFLOW_CONN_DUOWANG_KEYS"
SHORTEST = 16


def resident_secret(home: Home, env: Mapping[str, str] | None = None) -> bytes:
    """Return the secret; the password of the Connection goes before the generated file.

    Raises:
        ConfigurationError: the secret is too short, or it is lost while a registry made with it exists.
        HomeError: the file cannot be read or written.

    """
    if (os.environ if env is None else env).get(KEYS_VARIABLE, "").strip():
        return from_connection(Connection.from_env(KEYS_CONNECTION))
    try:
        return _long_enough(home.resident_key_file.read_bytes().strip(), str(home.resident_key_file))
    except FileNotFoundError:
        return _generate(home)
    except OSError as error:
        raise HomeError(home.resident_key_file, error) from error


def from_connection(connection: Connection) -> bytes:
    """Take the password of a Connection as secret.

    Raises:
        ConfigurationError: it has none, or too short a one.

    """
    return _long_enough((connection.password or "").encode(), f"Connection {connection.conn_id}")


def _long_enough(secret: bytes, where: str) -> bytes:
    if len(secret) < SHORTEST:
        raise ConfigurationError(
            f"the secret of resident keys is shorter than {SHORTEST} bytes",
            where=where,
            fix="give the secret that was used before; for a new hub: openssl rand -hex 32",
        )
    return secret


def _generate(home: Home) -> bytes:
    """Write a new secret; never beside a registry whose keys another secret has made."""
    if home.identity_db.exists():
        raise ConfigurationError(
            "the secret of resident keys is gone, and with a new one every resident would get another key",
            where=str(home.resident_key_file),
            fix=f"restore that file or {KEYS_VARIABLE} from your backup; "
            f"only to start anew on purpose, remove {home.identity_db}",
        )
    secret = secrets.token_hex(32).encode()
    draft = home.secrets / f".resident_key.{os.getpid()}"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret + b"\n")
            file.flush()
            os.fsync(file.fileno())
        draft.rename(home.resident_key_file)
    except OSError as error:
        raise HomeError(home.secrets, error) from error
    return secret
