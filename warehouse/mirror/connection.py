"""The Connection `duowang_mirror`: which PostgreSQL database holds the mirror, and who writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import quote, urlencode

from warehouse.airflow_connection import extra_of, parts
from warehouse.errors import ConfigurationError

CONN_ID: Final = "duowang_mirror"
VARIABLE: Final = "AIRFLOW_CONN_DUOWANG_MIRROR"
READER: Final = "duowang_reader"
_EXAMPLE = (
    f"for example {VARIABLE}="
    '\'{"conn_type":"postgres","host":"db.example","port":5432,"schema":"duowang","login":"hub","password":"…"}\''
)
_VERIFIED = ("verify-full", "verify-ca")
_SSL_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")


@dataclass(frozen=True)
class MirrorConnection:
    """A database and its owner. Beyond this machine the server's certificate is always verified.

    Args:
        host: name, address, or the folder of a socket.
        port: the server's port.
        database: `schema` in Airflow's form, as its PostgreSQL hook has it.
        login: the role that writes the mirror.
        password: its password.
        reader: the role that may read; made when it is missing and the login may make roles.
        tls: `sslmode`, and files of certificates.

    """

    host: str
    port: int
    database: str
    login: str
    password: str = field(repr=False)
    reader: str = READER
    tls: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Name the database for people."""
        return f"{self.host}:{self.port}/{self.database}"

    @property
    def uri(self) -> str:
        """Give the address as libpq reads it. It holds the password: never show it."""
        options = {
            "host": self.host,
            "port": str(self.port),
            "application_name": "duowang",
            "connect_timeout": "20",
            "options": "-csearch_path= -cTimeZone=UTC -cclient_min_messages=warning",
        }
        account = f"{quote(self.login, safe='')}:{quote(self.password, safe='')}"
        query = urlencode(options | dict(self.tls), quote_via=quote)
        return f"postgresql://{account}@/{quote(self.database, safe='')}?{query}"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> MirrorConnection | None:
        """Read Airflow's JSON or URI form from the environment; None when the variable is not set.

        Raises:
            ConfigurationError: it is malformed; its content is not shown.

        """
        try:
            given = parts(VARIABLE, env)
            return None if given is None else cls.of(given)
        except (ValueError, TypeError, AttributeError) as error:
            raise _malformed("it cannot be read") from error

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> MirrorConnection:
        """Take the parts of an Airflow Connection: host, port, schema, login, password, extra."""
        extra = extra_of(given)
        host, database = str(given.get("host") or ""), str(given.get("schema") or "")
        login = str(given.get("login") or "")
        if not (host and database and login):
            raise _malformed("host, schema (the database) and login are needed")
        return cls(
            host=host,
            port=int(given.get("port") or 5432),
            database=database,
            login=login,
            password=str(given.get("password") or ""),
            reader=str(extra.get("reader_role") or READER),
            tls=_tls(host, extra),
        )


def _tls(host: str, extra: Mapping[str, Any]) -> dict[str, str]:
    """Choose how the connection is protected; on this machine nothing can listen in.

    Where no file says who vouches for servers, those do whom the system trusts.
    """
    here = _is_this_machine(host)
    mode = str(extra.get("sslmode") or ("prefer" if here else "verify-full"))
    if not here and mode not in _VERIFIED:
        raise _malformed(f"sslmode {mode} does not verify the server; use one of {', '.join(_VERIFIED)}")
    files = {name: str(extra[name]) for name in _SSL_FILES if extra.get(name)}
    known = {} if here or mode != "verify-full" else {"sslrootcert": "system"}
    return {"sslmode": mode} | known | files


def _is_this_machine(host: str) -> bool:
    if host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _malformed(reason: str) -> ConfigurationError:
    return ConfigurationError(f"the Connection {CONN_ID}: {reason}", where=VARIABLE, fix=_EXAMPLE)
