"""One line of the table: what a fault did, and whether that is what must be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bench.chaos.county import County, published
from bench.chaos.hub import Answer
from bench.chaos.readers import Seen
from bench.compared import differences

_LONGEST = 170
HEADS = (
    "fault", "reads", "errors", "half versions", "exit code", "what it says", "repaired by", "marts equal",
)  # fmt: skip
NEXT_RUN = "the next run"


@dataclass(frozen=True)
class Row:
    """How a fault ended. `wrong` lists what should not be so; empty is good."""

    fault: str
    seen: Seen
    code: int
    message: str
    repaired_by: str
    differing: tuple[str, ...]
    wrong: tuple[str, ...]

    def cells(self) -> list[str]:
        """The cells of the table."""
        said = " ".join(self.message.split())
        said = said if len(said) <= _LONGEST else said[:_LONGEST] + "…"
        equal = "yes" if not self.differing else f"NO: {', '.join(self.differing[:3])}"
        return [
            self.fault, str(self.seen.reads), str(self.seen.errors), str(self.seen.halves), str(self.code),
            said.replace("|", "/"), self.repaired_by, equal,
        ]  # fmt: skip


@dataclass(frozen=True)
class Struck:
    """A command that was struck: how it ended and how it must end. `said` is told of it afterwards."""

    fault: str
    answer: Answer
    code: int
    said: str = ""
    repaired_by: str = NEXT_RUN
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """What happened to one hub: what readers saw, how the run that repairs ended."""

    county: County
    home: Path
    seen: Seen
    repair: Answer

    def judge(self, *struck: Struck) -> list[Row]:
        """Compare what came with what must be."""
        differ = tuple(differences(self.county.expected, published(self.home)))
        return [self._row(one, differ) for one in struck]

    def _row(self, one: Struck, differ: tuple[str, ...]) -> Row:
        seen, answer, message = self.seen, one.answer, one.said or one.answer.message
        wrong = {
            f"readers: {seen.errors} errors, {seen.halves} half, {seen.first_error}": not seen.is_clean,
            f"exit code {answer.code}, not {one.code}: {answer.stderr[-1500:]}": answer.code != one.code,
            "no message": one.code != 0 and not message,
            f"the repair ended with {self.repair.code}: {self.repair.message}": self.repair.code != 0,
            f"marts differ: {', '.join(differ)}": bool(differ),
        }
        told = tuple(text for text, is_so in wrong.items() if is_so)
        return Row(one.fault, seen, answer.code, message, one.repaired_by, differ, (*one.wrong, *told))
