"""A quicker matrix: dbt builds its models without its data tests; the marts are compared anyway."""

from __future__ import annotations

import os

from warehouse import layers

VARIABLE = "DUOWANG_CHAOS_QUICK"
_NO_LAYER = -1


def apply() -> None:
    """Leave dbt's tests out of every layer, if this process was asked to be quick."""
    if os.environ.get(VARIABLE):
        layers._place_test = lambda node, layer: _NO_LAYER
