"""Work as the province, knowing its counties."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from warehouse.counties import Counties, Province, configured, environment
from warehouse.environment import changed
from warehouse.errors import ConfigurationError
from warehouse.paths import Home


@contextmanager
def as_province(hub: Home) -> Iterator[tuple[Counties, Province]]:
    """Enter the province's environment for the time of the block; give the counties and the province.

    Raises:
        ConfigurationError: there is no province in the configuration.

    """
    whole = configured()
    if whole is None or whole.province is None:
        raise ConfigurationError(
            "this hub makes no province",
            where="DUOWANG_COUNTIES",
            fix="add a table [province] to the file of the counties (docs/counties.md shows one)",
        )
    with changed(environment(whole, whole.province, hub)):
        yield whole, whole.province
