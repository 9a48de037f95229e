"""The tables of a drop and their CSV form: GB18030, CRLF, RFC 4180 quotes, perhaps a total row at the end."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TOTAL = "合计"
ENCODING = "gb18030"


@dataclass(frozen=True)
class Table:
    """One file of a drop: `name` without `.csv`, header in file order, rows by header, a total row or not."""

    name: str
    header: tuple[str, ...]
    rows: Sequence[Mapping[str, str]]
    has_total: bool = False

    def to_bytes(self) -> bytes:
        """Return the file's bytes."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(self.header)
        writer.writerows([row.get(name, "") for name in self.header] for row in self.rows)
        if self.has_total:
            writer.writerow([TOTAL, *[""] * (len(self.header) - 2), str(len(self.rows))])
        return text.getvalue().encode(ENCODING)


def parse(name: str, content: bytes) -> Table:
    """Return a table read back from a file's bytes."""
    lines = list(csv.reader(io.StringIO(content.decode(ENCODING), newline="")))
    header = tuple(lines[0])
    has_total = len(lines) > 1 and lines[-1][0] == TOTAL
    rows = [dict(zip(header, line, strict=True)) for line in (lines[1:-1] if has_total else lines[1:])]
    return Table(name, header, rows, has_total)
