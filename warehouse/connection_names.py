"""What the Connections of the networks are called: like the network, unless one county of several differs."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.registry import networks

NAMES_VARIABLE = "DUOWANG_CONNECTIONS"
"""`network=connection,…`: the networks of a county, and their Connections; set by its scope."""


def connection_names(env: Mapping[str, str]) -> dict[str, str]:
    """Give the networks that there are, and the Connection of each."""
    listed = env.get(NAMES_VARIABLE)
    if listed is None:
        return {network: network for network in networks()}
    return dict(entry.split("=", 1) for entry in listed.split(",") if entry)


def written(names: Mapping[str, str]) -> str:
    """Write them as `connection_names` reads them."""
    return ",".join(f"{network}={connection}" for network, connection in names.items())


def variable_of(connection: str) -> str:
    """Name the environment variable in which Airflow keeps a Connection."""
    return f"AIRFLOW_CONN_{connection.upper()}"
