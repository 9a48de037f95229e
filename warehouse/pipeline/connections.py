"""The Connections of the networks, looked up before anything is asked of a platform."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from connectors.engine.connection import Connection
from connectors.engine.errors import ConfigurationError as ConnectorConfigurationError
from connectors.registry import contract
from connectors.registry import networks as registered
from warehouse.connection_names import connection_names, variable_of
from warehouse.errors import ConfigurationError, sentence_list


def variable(network: str, env: Mapping[str, str] | None = None) -> str:
    """Name the environment variable of a network's Connection."""
    return variable_of(connection_names(os.environ if env is None else env).get(network, network))


def connections(chosen: Sequence[str] = (), env: Mapping[str, str] | None = None) -> dict[str, Connection]:
    """Read the Connections of the networks that are named, or of all.

    When none is named, a network whose contract calls it optional is left out if it has no Connection.

    Raises:
        ConfigurationError: a network is unknown, or Connections are missing or malformed; names them.

    """
    env = os.environ if env is None else env
    networks = _known(chosen, env) or _configured(env)
    if missing := [variable(network, env) for network in networks if not _is_set(env, network)]:
        raise ConfigurationError(
            f"{'a Connection is' if len(missing) == 1 else 'Connections are'} missing: {', '.join(missing)}",
            where="environment",
            fix="set them to the platforms' addresses and credentials (docs/cli.md shows the form), "
            "or name the networks to pull, e.g. duowang run --network zongzhi",
        )
    return {network: _read(network, env) for network in networks}


def _known(chosen: Sequence[str], env: Mapping[str, str]) -> tuple[str, ...]:
    there_are = _there_are(env)
    if unknown := [name for name in chosen if name not in there_are]:
        raise ConfigurationError(
            f"no network is called {sentence_list(unknown)}", fix=f"choose from {', '.join(there_are)}"
        )
    return tuple(dict.fromkeys(chosen))


def _configured(env: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in _there_are(env) if _is_set(env, name) or not contract(name).optional)


def _there_are(env: Mapping[str, str]) -> tuple[str, ...]:
    """List the networks of this county, in the order of the registry."""
    names = connection_names(env)
    return tuple(name for name in registered() if name in names)


def _is_set(env: Mapping[str, str], network: str) -> bool:
    return bool(env.get(variable(network, env), "").strip())


def _read(network: str, env: Mapping[str, str]) -> Connection:
    try:
        return Connection.from_env(connection_names(env)[network])
    except ConnectorConfigurationError as error:
        raise ConfigurationError(str(error), where=variable(network, env), fix=error.advice) from error
