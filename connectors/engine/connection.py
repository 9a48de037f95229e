"""Where a platform is and how to log in: read from Airflow's own form of a Connection."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from connectors.engine.errors import ConfigurationError


@dataclass(frozen=True)
class Connection:
    """An address with its credentials. `host` is the base address with scheme and path, no closing slash."""

    conn_id: str
    host: str
    login: str = ""
    password: str = field(default="", repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def number(self, name: str, default: float) -> float:
        """Read a number of `extra`. Raises ConfigurationError when it is none."""
        try:
            return float(self.extra.get(name, default))
        except (TypeError, ValueError):
            raise ConfigurationError(f"Connection '{self.conn_id}': extra.{name} must be a number") from None

    @classmethod
    def from_env(cls, conn_id: str) -> Connection:
        """Read `AIRFLOW_CONN_<ID>`, JSON or URI. Raises ConfigurationError when that does not work."""
        variable = f"AIRFLOW_CONN_{conn_id.upper()}"
        text = os.environ.get(variable, "").strip()
        if not text:
            raise ConfigurationError(
                f"no Connection '{conn_id}': set {variable}, for example "
                f'{variable}=\'{{"conn_type":"http","host":"http://127.0.0.1:8101/base","login":"…","password":"…"}}\''
            )
        return cls.from_json(conn_id, text) if text.startswith("{") else cls.from_uri(conn_id, text)

    @classmethod
    def from_json(cls, conn_id: str, text: str) -> Connection:
        """Read the JSON form. Raises ConfigurationError."""
        try:
            given = json.loads(text)
        except json.JSONDecodeError as error:
            raise ConfigurationError(f"Connection '{conn_id}' is not valid JSON (at {error.pos})") from None
        if not isinstance(given, dict):
            raise ConfigurationError(f"Connection '{conn_id}' must be a JSON object")
        host = str(given.get("host") or "")
        if host and "://" not in host:
            scheme = given.get("schema") or given.get("conn_type") or "http"
            port = f":{given['port']}" if given.get("port") else ""
            host = f"{scheme}://{host}{port}"
        return cls._checked(
            conn_id,
            host,
            str(given.get("login") or ""),
            str(given.get("password") or ""),
            _as_mapping(conn_id, given.get("extra")),
        )

    @classmethod
    def from_uri(cls, conn_id: str, text: str) -> Connection:
        """Read the URI form `http://login:password@host:port/path?extra=…`. Raises ConfigurationError."""
        try:
            url = urlsplit(text)
            port = f":{url.port}" if url.port else ""
        except ValueError:
            raise ConfigurationError(f"Connection '{conn_id}' is not a valid URI") from None
        query = dict(parse_qsl(url.query))
        extra = _as_mapping(conn_id, query.pop("__extra__", None)) or query
        host, scheme = url.hostname or "", url.scheme
        if "%3a%2f%2f" in host.lower():  # Airflow's own form: the host is a whole, quoted address
            base = unquote(host) + port
        else:
            base = f"{scheme}://{host}{port}{url.path}" if host else ""
        return cls._checked(conn_id, base, unquote(url.username or ""), unquote(url.password or ""), extra)

    @classmethod
    def _checked(
        cls, conn_id: str, host: str, login: str, password: str, extra: Mapping[str, Any]
    ) -> Connection:
        if urlsplit(host).scheme not in ("http", "https") or not urlsplit(host).netloc:
            raise ConfigurationError(f"Connection '{conn_id}' needs a host with http:// or https://")
        return cls(conn_id, host.rstrip("/"), login, password, MappingProxyType(dict(extra)))


def _as_mapping(conn_id: str, extra: object) -> Mapping[str, Any]:
    if isinstance(extra, str) and extra.strip():
        try:
            extra = json.loads(extra)
        except json.JSONDecodeError:
            raise ConfigurationError(f"Connection '{conn_id}': extra is not valid JSON") from None
    if not extra:
        return {}
    if not isinstance(extra, dict):
        raise ConfigurationError(f"Connection '{conn_id}': extra must be a JSON object")
    return extra
