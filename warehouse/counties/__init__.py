"""Many counties in one hub: what the configuration says of each, and the environment each works in."""

from warehouse.counties.model import Counties, County, Province
from warehouse.counties.reading import configured
from warehouse.counties.scope import ALL, PROVINCE, entered, environment, home_of

__all__ = [
    "ALL",
    "PROVINCE",
    "Counties",
    "County",
    "Province",
    "configured",
    "entered",
    "environment",
    "home_of",
]
