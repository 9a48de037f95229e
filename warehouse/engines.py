"""The two engines, and what is said where the second is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from warehouse.errors import ConfigurationError

Engine = Literal["duckdb", "spark"]


@contextmanager
def spark_needed() -> Iterator[None]:
    """Import, in the block, what needs Spark.

    Raises:
        ConfigurationError: Spark is not installed.

    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"Spark is not installed: {error.name} is missing", fix="pip install 'duowang[spark]'"
        ) from error
