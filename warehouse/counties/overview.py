"""Which counties there are, and what stands where in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from warehouse.counties.model import Counties, County, Province
from warehouse.counties.scope import PROVINCE, environment, home_of
from warehouse.environment import changed
from warehouse.paths import Home
from warehouse.pipeline.status import Status, status


@dataclass(frozen=True)
class CountyState:
    """One county, or the province: what readers see, how the last run ended, how much needs somebody."""

    id: str
    adcode: str
    name_zh: str
    home: str
    networks: tuple[str, ...]
    current: str | None
    running: str | None
    last_run: datetime | None
    last_outcome: str | None
    stale: tuple[str, ...]
    errors: int
    warnings: int


def states(whole: Counties, hub: Home) -> list[CountyState]:
    """Describe every county, the province last; changes nothing."""
    places: list[County | Province] = [*whole.counties, *([whole.province] if whole.province else [])]
    return [_state(whole, hub, place) for place in places]


def _state(whole: Counties, hub: Home, place: County | Province) -> CountyState:
    with changed(environment(whole, place, hub)):
        found = status(home_of(hub, place))
    is_county = isinstance(place, County)
    return CountyState(
        id=place.id if isinstance(place, County) else PROVINCE,
        adcode=place.adcode,
        name_zh=place.name_zh,
        home=found.home,
        networks=place.networks if isinstance(place, County) else (),
        current=found.current,
        running=found.running,
        last_run=found.last_run.started_at if found.last_run else None,
        last_outcome=found.last_outcome,
        stale=_stale(found) if is_county else (),
        errors=sum(one.severity == "error" for one in found.attention),
        warnings=sum(one.severity == "warning" for one in found.attention),
    )


def _stale(found: Status) -> tuple[str, ...]:
    return tuple(network.network for network in found.networks if network.state == "stale")
