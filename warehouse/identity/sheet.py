"""The file in which clerks decide on doubtful pairs: what its columns are, and how it is written.

It is CSV in UTF-8 with a byte-order mark, so that a spreadsheet opens it by a double click. A cell that a
spreadsheet would take for a formula begins with an apostrophe. It holds personal values: mode 0600.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import HomeError
from warehouse.identity.answers import ANSWER, DECIDED_BY, PAIR, pair_code, safe_cell
from warehouse.identity.decisions import Side, pair_columns
from warehouse.identity.masking import masked_id, masked_phone
from warehouse.paths import PRIVATE_FILE

_MASKS = {"citizen_id": masked_id, "phone": masked_phone}


@dataclass(frozen=True)
class Sheet:
    """One kind of pairs: `side` names a side, `measure` how doubtful it is, `facts` what is shown of a side.

    `living` is the query that finds a side in the registry, `made_by` the command that writes the registry.
    """

    side: Side
    measure: str
    facts: tuple[str, ...]
    living: str
    made_by: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that name both sides, last in the file."""
        return pair_columns(self.side)

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns of the file."""
        shown = (f"{side}_{fact}" for fact in self.facts for side in ("left", "right"))
        return (PAIR, ANSWER, DECIDED_BY, self.measure, *shown, *self.keys)

    def write(self, file: Path, pairs: Iterable[Sequence[object]]) -> None:
        """Write beside the file and rename, so that no half list is ever handed on.

        Args:
            file: where to.
            pairs: of each the keys, the measure, and every fact of the left side and of the right.

        Raises:
            HomeError: the file cannot be written.

        """
        fresh = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
            with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as lines:
                writer = csv.writer(lines)
                writer.writerow(self.columns)
                writer.writerows(map(self._row, pairs))
            fresh.replace(file)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise HomeError(file.parent, error, fix="name another file") from error

    def _row(self, pair: Sequence[object]) -> list[object]:
        size = len(self.keys)
        keys, measure, facts = pair[:size], pair[size], pair[size + 1 :]
        names = (name for name in self.facts for _ in ("left", "right"))
        shown = (_shown(name, fact) for name, fact in zip(names, facts, strict=True))
        return [pair_code(keys), "", "", measure, *map(safe_cell, shown), *map(safe_cell, keys)]


def _shown(name: str, fact: object) -> object:
    return _MASKS[name](fact) if name in _MASKS else fact
