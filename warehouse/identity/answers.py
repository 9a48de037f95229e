"""What clerks wrote into the exported queue, read back from whatever their spreadsheet made of the file.

Every row that says something is checked, and nothing is taken unless all of them hold. A pair is known by its
code: spreadsheets turn long record ids into rounded numbers, but leave `P-…` alone.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import ConfigurationError, sentence_list
from warehouse.identity import decisions, groups
from warehouse.identity.decisions import Decision, Side
from warehouse.spreadsheet import is_formula

PAIR, ANSWER, DECIDED_BY = "pair", "decision", "decided_by"

_ANSWERS = {
    "same": decisions.SAME, "是": decisions.SAME, "同一人": decisions.SAME, "y": decisions.SAME,
    "yes": decisions.SAME, "different": decisions.DIFFERENT, "否": decisions.DIFFERENT,
    "不同": decisions.DIFFERENT, "不是": decisions.DIFFERENT, "不是同一人": decisions.DIFFERENT,
    "n": decisions.DIFFERENT, "no": decisions.DIFFERENT,
}  # fmt: skip

Keys = tuple[str, ...]


@dataclass(frozen=True)
class Answers:
    """Decided pairs, and how many rows said nothing."""

    decided: tuple[Decision, ...]
    undecided: int


@dataclass(frozen=True)
class Known:
    """What the registry knows: how a side is named, queued pairs by code, and whether a side is living."""

    side: Side
    queued: Mapping[str, Keys]
    is_living: Callable[[Side], bool]


@dataclass(frozen=True)
class _Line:
    number: int
    cells: Mapping[str, str]


class _RefusedLineError(Exception):
    """One line breaks a rule."""


def pair_code(keys: Iterable[object]) -> str:
    """Name a pair by a short code that no spreadsheet takes for a number."""
    text = "\x1f".join(map(str, keys))
    return "P-" + hashlib.sha256(text.encode()).hexdigest()[:16]


def safe_cell(value: object) -> str:
    """Write a cell so that no spreadsheet takes it for a formula, and `plain_cell` reads it back."""
    text = "" if value is None else str(value)
    return f"'{text}" if is_formula(text) or text.lstrip(" ").startswith("'") else text


def plain_cell(text: str) -> str:
    """Undo `safe_cell`."""
    return text[1:] if text.startswith("'") else text


def read(file: Path, known: Known, decided: list[Decision], by: str) -> Answers:
    """Read a file that clerks have filled in; `decided` is what was decided before.

    Raises:
        ConfigurationError: the file cannot be read, or rows break a rule; it names row, rule and fix.

    """
    lines = _lines(file)
    taken: dict[int, Decision] = {}
    refused: list[str] = []
    for line in lines:
        if not line.cells[ANSWER].strip():
            continue
        try:
            taken[line.number] = _decision(line.cells, known, by)
        except _RefusedLineError as error:
            refused.append(f"row {line.number}: {error}")
    refused += _contradictions(taken, decided)
    if refused:
        raise ConfigurationError(
            f"{len(refused)} rows cannot be taken, so none was: " + sentence_list(refused),
            where=str(file),
            fix="correct these rows, or empty their column decision, and import the file again",
        )
    return Answers(tuple(taken.values()), len(lines) - len(taken))


def _lines(file: Path) -> list[_Line]:
    text = _text(file)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    missing = [name for name in (PAIR, ANSWER) if name not in (reader.fieldnames or [])]
    if missing:
        raise ConfigurationError(
            f"the file lacks the columns {', '.join(missing)}",
            where=str(file),
            fix="export the queue again and fill in its column decision; leave the first line as it is",
        )
    return [
        _Line(number, {name: plain_cell(value or "") for name, value in row.items() if name})
        for number, row in enumerate(reader, start=2)
    ]


def _text(file: Path) -> str:
    """Decode UTF-8, or GB18030, in which a Chinese spreadsheet saves a plain CSV."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"the file cannot be read: {error.strerror}", where=str(file), fix="name the file to import"
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ConfigurationError(
        "the file is no text in UTF-8 or GB18030", where=str(file), fix="save it as CSV (comma separated)"
    )


def _decision(cells: Mapping[str, str], known: Known, by: str) -> Decision:
    answer = _ANSWERS.get(cells[ANSWER].strip().lower())
    if answer is None:
        raise _RefusedLineError("decision is not understood; write same or different (是 or 否)")
    who = cells.get(DECIDED_BY, "").strip() or by.strip()
    if not who:
        raise _RefusedLineError("nobody is named; fill in decided_by, or name the clerk with --by")
    left, right = _pair(cells, known)
    return Decision(left, right, answer, who, decisions.now())


def _pair(cells: Mapping[str, str], known: Known) -> tuple[Side, Side]:
    """Find who is meant: by the queue, else by the ids if the code proves these unchanged."""
    code, size = cells[PAIR].strip(), len(known.side)
    if code in known.queued:
        keys = known.queued[code]
        return keys[:size], keys[size:]
    keys = tuple(cells.get(name, "") for name in decisions.pair_columns(known.side))
    if pair_code(keys) != code:
        raise _RefusedLineError("pair is not in the queue, and its ids were changed; export the queue again")
    for side in (keys[:size], keys[size:]):
        if not known.is_living(side):
            raise _RefusedLineError("one side of the pair is gone; empty the decision")
    return keys[:size], keys[size:]


def _contradictions(taken: Mapping[int, Decision], before: list[Decision]) -> list[str]:
    """Find rows that cannot hold together with the others, or with what was decided before."""
    rows: dict[frozenset[Side], int] = {}
    refused: list[str] = []
    for number, decision in taken.items():
        first = rows.setdefault(decision.pair, number)
        if taken[first].decision != decision.decision:
            refused.append(f"row {number}: row {first} decides the same pair otherwise; keep one of them")
    standing = {decision.pair: decision for decision in before}
    standing |= {decision.pair: decision for decision in taken.values()}
    together = _together([one for one in standing.values() if one.decision == decisions.SAME])
    for number, decision in taken.items():
        if decision.decision == decisions.DIFFERENT and _is_joined(decision, together):
            refused.append(f"row {number}: other decisions join these two; undo one of them")
    parted = [one for one in before if standing[one.pair] is one and one.decision == decisions.DIFFERENT]
    broken = {group for one in parted if _is_joined(one, together) for group in _groups(one, together)}
    refused += [
        f"row {number}: joins two who were decided to be different; undo one of the decisions"
        for number, decision in taken.items()
        if decision.decision == decisions.SAME and _groups(decision, together) & broken
    ]
    return refused


def _together(same: list[Decision]) -> dict[Side, object]:
    """Name the group of every side that decisions join."""
    numbers: dict[Side, int] = {}
    edges = [[numbers.setdefault(side, len(numbers)) for side in sorted(one.pair)] for one in same]
    leaders = groups.leaders((edge[0], edge[-1]) for edge in edges)
    return {side: leaders.get(number, number) for side, number in numbers.items()}


def _groups(decision: Decision, together: Mapping[Side, object]) -> set[object]:
    return {together.get(side, side) for side in decision.pair}


def _is_joined(decision: Decision, together: Mapping[Side, object]) -> bool:
    return len(_groups(decision, together)) == 1
