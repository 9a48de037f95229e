"""Variables of this process, set for the time of a block."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

Change = Mapping[str, str | None]
"""Values of variables; None takes one away."""


@contextmanager
def changed(change: Change) -> Iterator[None]:
    """Set variables for the time of the block; afterwards all are as before."""
    before = {name: os.environ.get(name) for name in change}
    _put(change)
    try:
        yield
    finally:
        _put(before)


def _put(values: Change) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
