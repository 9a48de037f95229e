"""The secret behind resident keys: from the Connection `duowang_keys`, else generated once."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Mapping

from warehouse.errors import ConfigurationError, HomeError
from warehouse.keys_connection import CONN_ID as KEYS_CONNECTION
from warehouse.keys_connection import VARIABLE as KEYS_VARIABLE
from warehouse.keys_connection import keys_connection
from warehouse.paths import PRIVATE_FILE, Home

SHORTEST = 16


def resident_secret(home: Home, env: Mapping[str, str] | None = None) -> bytes:
    """Return the secret; the password of the Connection goes before the generated file.

    Raises:
        ConfigurationError: the secret is too short, or it is lost while a registry made with it exists.
        HomeError: the file cannot be read or written.

    """
    if (given := keys_connection(env)) is not None and given.password:
        return _long_enough(given.password.encode(), f"Connection {KEYS_CONNECTION}")
    try:
        return _long_enough(home.resident_key_file.read_bytes().strip(), str(home.resident_key_file))
    except FileNotFoundError:
        return _generate(home)
    except OSError as error:
        raise HomeError(home.resident_key_file, error) from error


def secret_fingerprint(secret: bytes) -> str:
    """Give a mark by which two secrets are told apart and from which neither can be found."""
    return hmac.digest(secret, b"fingerprint of the secret of resident keys", "sha256").hex()[:16]


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
