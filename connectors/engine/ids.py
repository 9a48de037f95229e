"""Record ids as the hub compares them. The column of the platform keeps what came."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc


def trimmed(column: pa.StringArray) -> pa.StringArray:
    """Leave out spaces around an id."""
    ids: pa.StringArray = pc.call_function("utf8_trim_whitespace", [column])
    return ids


def from_spreadsheet(column: pa.StringArray) -> pa.StringArray:
    """Undo what a spreadsheet does to an id; see `unspreadsheet`."""
    ids: pa.StringArray = pa.array([unspreadsheet(text or "") for text in column.to_pylist()], pa.string())
    return ids


def unspreadsheet(text: str) -> str:
    """Undo `="…"`, a leading apostrophe, full width, and spaces around."""
    text = unicodedata.normalize("NFKC", text).strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.removeprefix("'").strip()


ID_FORMS: Final[Mapping[str, Callable[[pa.StringArray], pa.StringArray]]] = MappingProxyType(
    {"plain": trimmed, "spreadsheet": from_spreadsheet}
)
