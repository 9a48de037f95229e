"""Which networks exist: every folder of `connectors/networks` that declares a contract."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import cast

from connectors.engine.contract import NetworkContract, load_contract
from connectors.engine.errors import ConfigurationError
from connectors.engine.platform import OpenPlatform

_FOLDER = Path(__file__).parent / "networks"


@cache
def networks() -> tuple[str, ...]:
    """Return the ids of all networks, sorted."""
    return tuple(sorted(path.parent.name for path in _FOLDER.glob("*/contract.yml")))


def needed(among: Iterable[str]) -> tuple[str, ...]:
    """Return those networks that a county that names them is not without: the ones that are not optional."""
    return tuple(network for network in among if not contract(network).optional)


@cache
def contract(network: str) -> NetworkContract:
    """Return a network's contract. Raises ConfigurationError when there is no such network."""
    if network not in networks():
        raise ConfigurationError(f"no network '{network}' (there are: {', '.join(networks())})")
    return load_contract(_FOLDER / network / "contract.yml")


def opener(network: str) -> OpenPlatform:
    """Return the function that opens a session with the network's platform."""
    module = import_module(f"connectors.networks.{contract(network).network}.platform")
    return cast(OpenPlatform, module.open_platform)
