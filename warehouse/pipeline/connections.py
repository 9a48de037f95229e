"""The Connections of the networks, looked up before anything is asked of a platform."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from connectors.engine.connection import Connection
from connectors.registry import networks as registered
from warehouse.errors import ConfigurationError, sentence_list


def variable(network: str) -> str:
    """Name the environment variable of a network's Connection."""
    return f"AIRFLOW_CONN_{network.upper()}"


def choose(chosen: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the networks asked for, or all of them.

    Raises:
        ConfigurationError: a name is not a network's.

    """
    known = registered()
    if unknown := [name for name in chosen if name not in known]:
        raise ConfigurationError(
            f"no network is called {sentence_list(unknown)}", fix=f"choose from {', '.join(known)}"
        )
    return tuple(dict.fromkeys(chosen)) or known


def connections(networks: Sequence[str], env: Mapping[str, str] | None = None) -> dict[str, Connection]:
    """Read the Connections of some networks from the environment.

    Raises:
        ConfigurationError: variables are missing, with their names.

    """
    env = os.environ if env is None else env
    if missing := [variable(network) for network in networks if not env.get(variable(network), "").strip()]:
        raise ConfigurationError(
            f"{'a Connection is' if len(missing) == 1 else 'Connections are'} missing: {', '.join(missing)}",
            where="environment",
            fix="set them to the address and credentials of the platforms (docs/cli.md shows the form), "
            "or name the networks to pull, e.g. duowang run --network zongzhi",
        )
    return {network: Connection.from_env(network) for network in networks}
