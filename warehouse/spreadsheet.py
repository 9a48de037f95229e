"""What a spreadsheet makes of a cell of a CSV file that it opens."""

from __future__ import annotations

from typing import Final

_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would take a cell for a formula, by how it begins."""
    return text.lstrip(" ").startswith(_SIGNS)
