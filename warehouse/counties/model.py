"""What the configuration says: counties with their Connections, cadence and calendar, and the province."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from connectors.registry import needed, networks
from warehouse.counties.cron import checked

RESERVED = ("all", "province")
"""Names that the command line keeps for itself."""


def _formed(pattern: str, rule: str) -> AfterValidator:
    """Check a text against a pattern; the error says the rule, not the pattern."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"'{text}' is not {rule}")
        return text

    return AfterValidator(check)


Id = Annotated[str, _formed(r"[a-z][a-z0-9_]{0,30}", "a short name of a-z, 0-9 and _, a letter first")]
Adcode = Annotated[str, _formed(r"\d{6}", "a code of six digits, in quotes, as GB/T 2260 gives it")]
ConnectionId = Annotated[
    str, _formed(r"[A-Za-z][A-Za-z0-9_]{0,60}", "a Connection's id (letters, digits, _)")
]
Cron = Annotated[str, AfterValidator(checked)]
Name = Annotated[str, Field(min_length=1, max_length=60)]


class _Part(BaseModel):
    """A table of the file; a name that it does not know is an error, not a comment."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Schedule(_Part):
    """When a county's DAGs run (five cron fields, Asia/Shanghai).

    A drop appears some time after midnight, so the night's first hours are left to the platforms. `unify`
    also runs as soon as every network of the county has landed something new.
    """

    pull: Cron = "30 1,5 * * *"
    unify: Cron = "0 6 * * *"
    reconcile: Cron = "0 22 * * 6"
    maintain: Cron = "0 3 * * 0"
    review: Cron = "0 8 * * 1"


class Calendar(_Part):
    """Days on which a county differs from the national calendar: days off, and days worked nevertheless."""

    days_off: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _is_clear(self) -> Self:
        if both := set(self.days_off) & set(self.workdays):
            raise ValueError(f"{min(both)} stands in both days_off and workdays: keep one")
        return self

    def is_workday(self) -> dict[str, bool]:
        """Tell of each local exception whether it is worked, by ISO date."""
        off, on = dict.fromkeys(self.days_off, False), dict.fromkeys(self.workdays, True)
        return {day.isoformat(): worked for day, worked in sorted((off | on).items())}


class County(_Part):
    """One county. Connections that are not named are `<id>_<network>`, `<id>_keys` and `<id>_mirror`."""

    id: Id
    adcode: Adcode
    name_zh: Name
    name_en: Name
    networks: tuple[str, ...] = Field(default_factory=networks)
    connections: dict[str, ConnectionId] = {}
    keys: ConnectionId | None = None
    mirror: ConnectionId | None = None
    pool: Name = "warehouse_writer"
    project: str | None = None
    schedule: Schedule = Schedule()
    calendar: Calendar = Calendar()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.id in RESERVED:
            raise ValueError(f"a county cannot be called {self.id}: the command line keeps this name")
        known = ", ".join(networks())
        if unknown := [name for name in self.networks if name not in networks()]:
            raise ValueError(f"networks: no network is called {unknown[0]}; choose from {known}")
        if not self.needed_networks:
            raise ValueError(f"networks: a county needs at least one that is not optional, of {known}")
        if stray := [name for name in self.connections if name not in self.networks]:
            raise ValueError(f"connections: {stray[0]} is not among the county's networks")
        return self

    @property
    def needed_networks(self) -> tuple[str, ...]:
        """The networks that are waited for."""
        return needed(self.networks)

    def connection_of(self, network: str) -> str:
        """Name the Connection of a network."""
        return self.connections.get(network, f"{self.id}_{network}")

    @property
    def keys_connection(self) -> str:
        """Name the Connection of the county's own secrets."""
        return self.keys or f"{self.id}_keys"

    @property
    def mirror_connection(self) -> str:
        """Name the Connection of the county's mirror."""
        return self.mirror or f"{self.id}_mirror"


class Province(_Part):
    """What the counties make together; its secret is not any county's."""

    adcode: Adcode
    name_zh: Name
    name_en: Name
    keys: ConnectionId = "province_keys"
    schedule: Cron = "30 7 * * *"


class Counties(_Part):
    """The whole file. Ids, codes and Connections belong to one county each."""

    counties: tuple[County, ...] = Field(alias="county")
    province: Province | None = None

    @model_validator(mode="after")
    def _are_apart(self) -> Self:
        if not self.counties:
            raise ValueError("there is no [[county]] in the file: it needs one at least")
        _refuse_repeated("id", (county.id for county in self.counties))
        _refuse_repeated("adcode", (county.adcode for county in self.counties))
        _refuse_repeated("connection", _connections(self))
        if self.province and self.province.adcode in {county.adcode for county in self.counties}:
            raise ValueError(
                f"province: adcode {self.province.adcode} is a county's; give the province's own"
            )
        return self

    def county(self, name: str) -> County | None:
        """Find a county by its id or its code."""
        return next((county for county in self.counties if name in (county.id, county.adcode)), None)


def _connections(whole: Counties) -> Iterable[str]:
    for county in whole.counties:
        yield from (county.connection_of(network).lower() for network in county.networks)
        yield county.keys_connection.lower()
    if whole.province:
        yield whole.province.keys.lower()


def _refuse_repeated(what: str, values: Iterable[str]) -> None:
    repeated = [value for value, times in Counter(values).items() if times > 1]
    if repeated:
        raise ValueError(f"the {what} {repeated[0]} is used twice: each county needs its own")
