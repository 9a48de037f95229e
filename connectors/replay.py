"""Replaying quarantine after a rule or a contract has been mended."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from connectors.engine.landing import Landing
from connectors.engine.locking import network_lock
from connectors.engine.replaying import Replayed, replay_stream
from connectors.registry import contract as contract_of


def replay_quarantine(
    network: str, landing_root: Path, *, streams: Iterable[str] | None = None
) -> tuple[Replayed, ...]:
    """Try the quarantined rows of a network's batches again. Nothing is asked of the platform.

    Raises ConfigurationError for an unknown name, BusyError while the network is being pulled.
    """
    contract = contract_of(network)
    chosen = [contract.stream(stream).id for stream in dict.fromkeys(streams or contract.streams)]
    landing = Landing(landing_root)
    with network_lock(landing, network):
        return tuple(replay_stream(contract, stream, landing) for stream in chosen)
