"""Reading a CSV that a spreadsheet has written: records by column name, the total under the data left out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Final

from connectors.engine.errors import BadDataError
from connectors.engine.shape import Unusable

_TOTAL: Final = "合计"
_FIX: Final = "ask for the file to be issued again with that row mended"


class SheetError(BadDataError):
    """The file cannot be read as a table."""


@dataclass
class Sheet:
    """A table being read. `rows` counts data rows met so far, broken ones included."""

    source: IO[bytes]
    rows: int = 0
    header: tuple[str, ...] = ()
    broken: list[Unusable] = field(default_factory=list)

    def records(self) -> Iterator[dict[str, str]]:
        """Yield the records; rows that do not fit the header go to `broken`. Raises SheetError."""
        text = io.TextIOWrapper(self.source, encoding="gb18030", errors="replace", newline="")
        lines = csv.reader(text, strict=False)
        try:
            self.header = _header(next(lines, []))
            for row in _without_total(lines):
                self.rows += 1
                if (record := self._record(row)) is not None:
                    yield record
        except csv.Error:
            raise SheetError(f"the table breaks off after {self.rows} rows") from None

    def _record(self, row: list[str]) -> dict[str, str] | None:
        width = len(self.header)
        if len(row) > width and not any(cell.strip() for cell in row[width:]):
            row = row[:width]
        if len(row) == width:
            return dict(zip(self.header, row, strict=True))
        # which cell is which is not known, so no cell may be kept: one may be of a field that policy bars
        payload = f'{{"row":{self.rows},"cells":{len(row)},"columns":{width}}}'
        reason = f"{len(row)} cells under {width} columns"
        self.broken.append(Unusable("csv.columns", reason, _FIX, payload))
        return None


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    names = tuple(cell.strip().lstrip("\ufeff").strip() for cell in cells)
    while names and not names[-1]:
        names = names[:-1]
    if not names:
        raise SheetError("the table has no header")
    if len(set(names)) != len(names):
        raise SheetError("two columns have the same name")
    return names


def _without_total(lines: Iterable[list[str]]) -> Iterator[list[str]]:
    held: list[str] | None = None
    for row in lines:
        if not any(row):
            continue
        if held is not None:
            yield held
        held = row
    if held is not None and not any("".join(cell.split()).rstrip("：:") == _TOTAL for cell in held):
        yield held
