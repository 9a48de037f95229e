"""What each county gives the province: the version that its readers see now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import duckdb

from warehouse.counties import Counties, County, home_of
from warehouse.database import published
from warehouse.paths import Home
from warehouse.publication import current_version
from warehouse.publication.versions import FILE_NAME

State = Literal["published", "missing", "foreign"]


@dataclass(frozen=True)
class Source:
    """One county's published file.

    `state` is `missing` where nothing is published that can be opened, and `foreign` where most communities
    and villages bear another county's code: then its Connections are another county's, and it is left out.
    """

    county: County
    state: State
    path: Path | None = None
    version: str | None = None
    published_at: datetime | None = None
    as_of: date | None = None
    divisions: int = 0
    divisions_elsewhere: int = 0

    @property
    def is_united(self) -> bool:
        """Whether its marts stand in the province's file."""
        return self.state == "published"

    @property
    def catalog(self) -> str:
        """The name under which its file is attached."""
        return f"county_{self.county.adcode}"


def sources(whole: Counties, hub: Home) -> list[Source]:
    """Look at what every county has published."""
    return [_source(county, home_of(hub, county)) for county in whole.counties]


def _source(county: County, home: Home) -> Source:
    version = current_version(home)
    if version is None:
        return Source(county, "missing")
    path = home.published / version / FILE_NAME
    try:
        with published(path) as connection:
            published_at, as_of, divisions, elsewhere = _read(connection, version, county.adcode)
    except duckdb.Error:
        return Source(county, "missing")
    state: State = "foreign" if elsewhere * 2 > divisions else "published"
    return Source(county, state, path, version, published_at, as_of, divisions, elsewhere)


def _read(
    connection: duckdb.DuckDBPyConnection, version: str, adcode: str
) -> tuple[datetime | None, date | None, int, int]:
    row = connection.execute(
        """
        select
            (select max(published_at) from ops.publication where version = $version),
            (select max(as_of) from marts.mart_published_figures),
            count(*), count(*) filter (where left(division_code, 6) <> $adcode)
        from marts.dim_division
        where is_current
        """,
        {"version": version, "adcode": adcode},
    ).fetchone()
    return row or (None, None, 0, 0)
