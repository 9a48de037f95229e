"""For whom the DAGs are made: the hub's one county, or each county of its configuration (docs/counties.md).

A county of several has DAGs, assets and Connections of its own, named with its id, and works in its own home.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

import hub
from airflow.sdk import Asset

from connectors import registry
from connectors.engine.connection import Connection
from warehouse.counties import County, configured, entered
from warehouse.counties.model import Schedule

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Place:
    """One county; `county` is None where the hub has no other, and then nothing bears its name."""

    county: County | None = None

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks of the county."""
        return self.county.networks if self.county else hub.NETWORKS

    @property
    def schedule(self) -> Schedule:
        """When its DAGs run."""
        return self.county.schedule if self.county else Schedule()

    @property
    def writing(self) -> dict[str, Any]:
        """Defaults of tasks that write its build, one at a time."""
        return hub.DEFAULTS | {"pool": self.pool}

    @property
    def pool(self) -> str:
        """The pool whose slots say how many builds run at once."""
        return self.county.pool if self.county else hub.WRITER_POOL

    def identity(self, name: str, title: str, description: str) -> dict[str, Any]:
        """Name a DAG of this county and say what it is for."""
        if self.county is None:
            return {"dag_id": name, "dag_display_name": title, "description": description}
        return {
            "dag_id": self.named(name),
            "dag_display_name": f"{title} · {self.county.name_zh}",
            "description": f"{description} ({self.county.name_en}, {self.county.adcode})",
        }

    def tags(self, *tags: str) -> list[str]:
        """Tag a DAG; with the county's id, so that one county's DAGs are found together."""
        return [*tags, self.county.id] if self.county else [*tags]

    def named(self, name: str) -> str:
        """Give a name that no other county has."""
        return f"{name}__{self.county.id}" if self.county else name

    def landing(self, network: str) -> Asset:
        """What a network has landed."""
        return self._asset(f"landing_{network}", f"landing/{network}")

    @property
    def build(self) -> Asset:
        """The marts of the build."""
        return self._asset("build", "build/marts")

    @property
    def marts(self) -> Asset:
        """What readers see."""
        return self._asset("published_marts", "published/current")

    def all_landed(self) -> Any:
        """Return the condition that every network that is not optional has landed something new."""
        return hub.all_of(self.landing(name) for name in registry.needed(self.networks))

    def connection_of(self, network: str) -> str:
        """Name the Connection of a network."""
        return self.county.connection_of(network) if self.county else network

    def network_connection(self, network: str) -> Connection:
        """Return the Connection of a network; raises and skips as `hub.network_connection` does."""
        return hub.network_connection(network, self.connection_of(network))

    def resident_key_secret(self) -> bytes | None:
        """Return the secret of resident keys, or None where the county keeps it in its home."""
        return hub.resident_key_secret(self.county.keys_connection if self.county else hub.KEYS_CONNECTION)

    def mirror_connection(self) -> Any:
        """Return the Connection of the mirror; a county without one skips the task."""
        return hub.mirror_connection(self.county.mirror_connection if self.county else hub.MIRROR_CONNECTION)

    def work(self, function: Callable[P, R]) -> Callable[P, R]:
        """Let a task work in this county's home, and keep what an error may quote out of the logs."""
        discreet = hub.discreet(function)

        @wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            with self._entered():
                return discreet(*args, **kwargs)

        return wrapper

    def _entered(self) -> AbstractContextManager[Any]:
        return entered(self.county.id) if self.county else nullcontext()

    def _asset(self, name: str, path: str) -> Asset:
        county = f"{self.county.id}/" if self.county else ""
        return Asset(name=self.named(name), uri=f"duowang://{county}{path}")


COUNTIES: Final = configured()
PLACES: Final = tuple(Place(county) for county in COUNTIES.counties) if COUNTIES else (Place(),)
