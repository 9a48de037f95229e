"""The queries that the guide for analysts shows."""

from __future__ import annotations

import re
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "analyst_guide.md"


def queries() -> list[str]:
    """Return the SQL blocks of the guide, in order."""
    return re.findall(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
