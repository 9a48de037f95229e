"""The drops as this server shows them: which days there are and which issue of each counts now."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import replace
from pathlib import Path

from sandbox.faults.dice import chance
from sandbox.faults.drops import TableFaults, with_bad_file
from sandbox.faults.plan import Plan
from sandbox.platforms.xiangcun.archive import Issue, write_issue
from sandbox.platforms.xiangcun.drops import RETAIN_DAYS, days_of, latest_issue, reissue


class DropView:
    """Days and issues under a root folder; lasting faults are laid on copies in a scratch folder."""

    def __init__(self, root: Path, plan: Plan) -> None:
        self._root = root
        self._plan = plan
        self._rates = {rule.name: rule.rate for rule in plan.rules_of("drop", "xiangcun")}
        self._tables = TableFaults(plan)
        self._scratch = tempfile.TemporaryDirectory(prefix="xiangcun-")
        self._copies: dict[tuple[str, int], Issue] = {}
        self._swapped: set[str] = set()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Remove the copies."""
        self._scratch.cleanup()

    def days(self) -> list[str]:
        """Return the days in retention that have a drop, in order."""
        days = days_of(self._root)
        return [day for day in days if day == days[-1] or not self._happens("missing_drop", day)][
            -RETAIN_DAYS:
        ]

    def issue(self, day: str) -> Issue | None:
        """Return the issue of a day that counts now, or None when there is no drop."""
        if day not in self.days():
            return None
        with self._lock:
            issue = self._spoilt(latest_issue(self._root / day))
            if day in self._swapped:
                issue = self._copy(issue, int(issue.manifest["issued"]) + 1)
        return issue

    def downloaded(self, day: str) -> None:
        """Somebody asked for the day's archive: perhaps the platform issues it again at this very moment."""
        if self._happens("reissued_drop", day):
            with self._lock:
                self._swapped.add(day)

    def _spoilt(self, issue: Issue) -> Issue:
        if self._tables.active:
            issue = self._copy(issue, int(issue.manifest["issued"]))
        day = str(issue.manifest["day"])
        bad = self._happens("bad_file", day)
        return replace(issue, manifest=with_bad_file(issue.manifest, self._plan.seed)) if bad else issue

    def _copy(self, issue: Issue, issued: int) -> Issue:
        """Return a copy with the row faults (same issue number) or a re-issue (the next number)."""
        day = str(issue.manifest["day"])
        if (made := self._copies.get((day, issued))) is None:
            root = Path(self._scratch.name)
            if issued == issue.manifest["issued"]:
                tables = [self._tables.lay(table) for table in issue.tables()]
                made = write_issue(root / day / f"issue-{issued}", day, issued, tables)
            else:
                made = reissue(issue, root)
            self._copies[day, issued] = made
        return made

    def _happens(self, fault: str, day: str) -> bool:
        return chance(self._plan.seed, fault, day) < self._rates.get(fault, 0.0)
