"""The registry file, encrypted at rest when the Connection `duowang_keys` gives a key for it.

The key stands in the Connection's extra: `{"registry_key": "…"}`. Without it the file is plain, protected by
its mode only. A file that was written before the key was given stays readable and is encrypted when it is
next written. Writing an encrypted file needs OpenSSL, which comes with DuckDB's httpfs extension: the package
`duckdb-extension-httpfs`, loaded from its file, never from the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import duckdb

from warehouse.database import literal
from warehouse.errors import ConfigurationError
from warehouse.keys_connection import CONN_ID, VARIABLE, keys_connection
from warehouse.secret import SHORTEST

EXTRA = "registry_key"
_PACKAGE = "duckdb_extension_httpfs"


def registry_key(env: Mapping[str, str] | None = None) -> str | None:
    """Read the key of the registry file, None when it is to be plain.

    Raises:
        ConfigurationError: the key is too short.

    """
    given = keys_connection(env)
    key = str(given.extra.get(EXTRA) or "") if given else ""
    if key and len(key) < SHORTEST:
        raise ConfigurationError(
            f"the key of the registry file is shorter than {SHORTEST} characters",
            where=f"Connection {CONN_ID}, extra {EXTRA}",
            fix="openssl rand -hex 32 makes a good one",
        )
    return key or None


def attach_new(con: duckdb.DuckDBPyConnection, path: Path, alias: str, key: str | None = None) -> None:
    """Attach a file that is to be written, encrypted if there is a key.

    Raises:
        ConfigurationError: the part that encrypts is not installed.

    """
    if key is None:
        con.execute(f"attach {literal(str(path))} as {alias} (storage_version 'v1.0.0')")
        return
    con.execute(f"load {literal(str(_encryption()))}")
    con.execute(f"attach {literal(str(path))} as {alias} (encryption_key {literal(key)})")


def attach_writable(con: duckdb.DuckDBPyConnection, path: Path, alias: str, key: str | None = None) -> None:
    """Attach a file to write into it; it is as `is_at_rest_as_wanted` says."""
    if key:
        con.execute(f"load {literal(str(_encryption()))}")
    option = f" (encryption_key {literal(key)})" if key else ""
    con.execute(f"attach {literal(str(path))} as {alias}{option}")


def is_at_rest_as_wanted(con: duckdb.DuckDBPyConnection, alias: str, key: str | None) -> bool:
    """Tell whether an attached file is encrypted if there is a key, and plain if there is none."""
    row = con.execute("select encrypted from duckdb_databases() where database_name = ?", [alias]).fetchone()
    return row is not None and bool(row[0]) == (key is not None)


def attach_existing(con: duckdb.DuckDBPyConnection, path: Path, alias: str, key: str | None = None) -> None:
    """Attach a file read-only, whether it is encrypted or still plain.

    Raises:
        ConfigurationError: it is encrypted, and the key is missing or another one.

    """
    target = f"attach {literal(str(path))} as {alias} (read_only"
    try:
        con.execute(f"{target}, encryption_key {literal(key)})" if key else f"{target})")
    except duckdb.InvalidInputException as error:
        if not key:
            raise
        raise _locked(path, "another key") from error
    except duckdb.CatalogException as error:
        if key and "is not encrypted" in str(error):
            con.execute(f"{target})")
        elif "without a key" in str(error):
            raise _locked(path, "a key that is not given") from error
        else:
            raise


def _encryption() -> Path:
    found = find_spec(_PACKAGE)
    folders = found.submodule_search_locations if found else None
    for folder in folders or ():
        for file in Path(folder).rglob("httpfs.duckdb_extension"):
            return file
    raise ConfigurationError(
        "the registry file cannot be encrypted: DuckDB's httpfs extension is not installed",
        where=f"Connection {CONN_ID}, extra {EXTRA}",
        fix=f"pip install duckdb-extension-httpfs=={duckdb.__version__}, or take the key out of it",
    )


def _locked(path: Path, reason: str) -> ConfigurationError:
    return ConfigurationError(
        f"the registry file is encrypted with {reason}",
        where=str(path),
        fix=f"put its key into the extra of {VARIABLE}: "
        '{"registry_key": "…"}; with that key, duowang keys rotate changes to another',
    )
