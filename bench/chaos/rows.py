"""One line of the table: what a fault did, and whether that is what must be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bench.chaos.county import County, published
from bench.chaos.hub import Answer
from bench.chaos.marts import differing
from bench.chaos.readers import Seen

_LONGEST = 160
HEADS = (
    "fault", "reads", "errors", "half versions", "exit code", "what it says", "repaired by", "marts equal",
)  # fmt: skip


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
class Case:
    """What a fault was and how it must end: the exit code, and the code of the run that repairs."""

    county: County
    fault: str
    code: int
    repaired_by: str = "the next run"

    def judge(self, home: Path, seen: Seen, struck: Answer, repair: Answer, said: str = "") -> Row:
        """Compare what came with what must be. `said` stands for the message of a command that was killed."""
        differ = tuple(differing(self.county.expected, published(home)))
        message = said or struck.message
        wrong = {
            f"readers: {seen.errors} errors, {seen.halves} half, {seen.first_error}": not seen.is_clean,
            f"exit code {struck.code}, not {self.code}": struck.code != self.code,
            "no message": self.code != 0 and not message,
            f"the repair ended with {repair.code}: {repair.message}": repair.code != 0,
            f"marts differ: {', '.join(differ)}": bool(differ),
            struck.stderr[-1500:]: struck.code not in (self.code, 0),
        }
        told = tuple(text for text, is_so in wrong.items() if is_so)
        return Row(self.fault, seen, struck.code, message, self.repaired_by, differ, told)
