"""The accounts of the platforms, generated once per sandbox home."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import orjson

from sandbox.platforms.guide import NETWORKS, OPTIONAL


@dataclass(frozen=True)
class Account:
    """A login and its password (chengguan: app key and app secret; nanshan: the key alone)."""

    login: str
    password: str


def load_or_create(home: Path) -> dict[str, Account]:
    """Return the accounts by network; the file `credentials.json` (0600) is made at the first call."""
    path = home / "credentials.json"
    if not path.exists():
        made = {
            network: {"login": _login(network), "password": secrets.token_urlsafe(18)}
            for network in (*NETWORKS, *OPTIONAL)
        }
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(orjson.dumps(made, option=orjson.OPT_INDENT_2))
    stored = orjson.loads(path.read_bytes())
    return {network: Account(**account) for network, account in stored.items()}


def _login(network: str) -> str:
    return secrets.token_hex(8) if network == "chengguan" else "hub"
