"""A county is an environment: the variables of a hub with one county, with that county's values.

Everything below the command line and the DAGs knows one county only. It finds its home, its Connections and
its secrets where it always does; here these names are given the values of one county of many.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from warehouse.connection_names import NAMES_VARIABLE, variable_of, written
from warehouse.counties.model import RESERVED, Counties, County, Province
from warehouse.counties.reading import VARIABLE as FILE_VARIABLE
from warehouse.counties.reading import configured
from warehouse.environment import changed
from warehouse.errors import ConfigurationError, sentence_list
from warehouse.keys_connection import VARIABLE as KEYS_VARIABLE
from warehouse.paths import HOME_VARIABLE, PROJECT_VARIABLE, Home

COUNTY_VARIABLE = "DUOWANG_COUNTY"
CALENDAR_VARIABLE = "DUOWANG_LOCAL_DAYS"
MIRROR_VARIABLE = "AIRFLOW_CONN_DUOWANG_MIRROR"
ALL, PROVINCE = RESERVED


@contextmanager
def entered(name: str | None, home: str | Path | None = None) -> Iterator[Home]:
    """Work as one county, or as the province, for the time of the block; give its home.

    Args:
        name: a county's id or code, or `province`; None where the hub is one county.
        home: the home of the whole hub; None reads `DUOWANG_HOME`.

    Raises:
        ConfigurationError: the configuration is wrong, or names no such county, or none was named.

    """
    hub, whole = hub_of(home), configured()
    if whole is None:
        if name:
            raise ConfigurationError(
                f"there is no county {name}: this hub is one county",
                where=FILE_VARIABLE,
                fix=f"leave --county away, or let {FILE_VARIABLE} name the counties (docs/counties.md)",
            )
        yield hub
        return
    with changed(environment(whole, chosen(whole, name), hub)):
        yield Home.from_env()


@contextmanager
def entered_county(name: str | None, home: str | Path | None = None) -> Iterator[Home]:
    """Do the same for what only a county can do; the province is refused."""
    if name == PROVINCE and configured():
        raise ConfigurationError(
            "this is done in a county, not in the province",
            where=FILE_VARIABLE,
            fix="name a county; duowang province makes what the counties make together",
        )
    with entered(name, home) as place:
        yield place


@contextmanager
def entered_or_all(name: str | None, home: str | Path | None = None) -> Iterator[Home]:
    """Do the same, but for `all` stay with the hub as a whole."""
    with hub_home(name, home) if name == ALL and configured() else entered_county(name, home) as place:
        yield place


@contextmanager
def entered_or_province(name: str | None, home: str | Path | None = None) -> Iterator[Home]:
    """Do the same, but for the province, which asks its counties, stay with the hub as a whole."""
    with hub_home(name, home) if name == PROVINCE and configured() else entered_county(name, home) as place:
        yield place


@contextmanager
def hub_home(_: str | None, home: str | Path | None = None) -> Iterator[Home]:
    """Stay with the hub as a whole: give its home."""
    yield hub_of(home)


def hub_of(home: str | Path | None) -> Home:
    """Name the home of the whole hub."""
    return Home.at(home) if home else Home.from_env()


def chosen(whole: Counties, name: str | None) -> County | Province:
    """Find whom a name means; raises ConfigurationError with the names there are."""
    known = [county.id for county in whole.counties] + ([PROVINCE] if whole.province else [])
    fix = f"--county {' | '.join(known)}"
    if not name:
        raise ConfigurationError("this hub has several counties: name one", where=FILE_VARIABLE, fix=fix)
    found = whole.province if name == PROVINCE else whole.county(name)
    if found is None:
        raise ConfigurationError(
            f"no county is called {name}; there are {sentence_list(known, 10)}", where=FILE_VARIABLE, fix=fix
        )
    return found


def home_of(hub: Home, place: County | Province) -> Home:
    """Name the home of a county, or of the province, below that of the hub."""
    return hub.county(place.adcode) if isinstance(place, County) else hub.province


def environment(
    whole: Counties, place: County | Province, hub: Home, env: Mapping[str, str] | None = None
) -> dict[str, str | None]:
    """Give the variables that turn the environment of the hub into that of one county.

    Secrets and a mirror that the county does not have are taken away, be there some of the plain name: those
    would be somebody else's.
    """
    env = os.environ if env is None else env
    change: dict[str, str | None] = dict.fromkeys(
        (FILE_VARIABLE, COUNTY_VARIABLE, MIRROR_VARIABLE, CALENDAR_VARIABLE)
    )
    change[HOME_VARIABLE] = str(home_of(hub, place).root)
    if isinstance(place, Province):
        return change | {NAMES_VARIABLE: written({}), KEYS_VARIABLE: env.get(variable_of(place.keys))}
    change[NAMES_VARIABLE] = written({name: place.connection_of(name) for name in place.networks})
    change[KEYS_VARIABLE] = env.get(variable_of(place.keys_connection))
    change[MIRROR_VARIABLE] = env.get(variable_of(place.mirror_connection))
    if days := place.calendar.is_workday():
        change[CALENDAR_VARIABLE] = json.dumps(days)
    if place.project:
        change[PROJECT_VARIABLE] = place.project
    return change
