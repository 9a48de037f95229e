"""Progress of a run: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from warehouse.progress import Reporter

Key = tuple[str, str | None]

SECONDS_BETWEEN_LINES = 15.0


@contextmanager
def reporter(console: Console, *, bars: bool) -> Iterator[Reporter]:
    """Choose how progress is shown."""
    if not bars:
        yield Lines(console)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", style="dim", markup=False),
    )
    with Progress(*columns, console=console) as progress:
        yield Bars(progress)


class Bars:
    """A bar for each stage, and one for each network that is pulled."""

    def __init__(self, progress: Progress) -> None:
        """Draw into a running display."""
        self._progress = progress
        self._tasks: dict[Key, TaskID] = {}
        self._guard = threading.Lock()

    def began(self, stage: str, network: str | None) -> None:
        """Add a bar."""
        with self._guard:
            self._tasks[stage, network] = self._progress.add_task(title(stage, network), total=None, note="")

    def advanced(self, stage: str, network: str | None, done: int, total: int | None, note: str) -> None:
        """Move a bar."""
        self._progress.update(self._tasks[stage, network], completed=done, total=total, note=note)

    def ended(self, stage: str, network: str | None, seconds: float, error: str | None) -> None:
        """Fill a bar, or leave it where it broke off."""
        task = self._tasks[stage, network]
        if error:
            self._progress.update(task, note=f"failed: {error}")
        else:
            total = self._progress.tasks[self._progress.task_ids.index(task)].total or 1
            self._progress.update(task, completed=total, total=total, note="")
        self._progress.stop_task(task)


class Lines:
    """A line when a stage begins and ends, and now and then in between."""

    def __init__(self, console: Console) -> None:
        """Write to a console."""
        self._console = console
        self._spoke: dict[Key, float] = {}

    def began(self, stage: str, network: str | None) -> None:
        """Write that a stage has begun."""
        self._spoke[stage, network] = monotonic()
        self._say(f"{title(stage, network)} ...")

    def advanced(self, stage: str, network: str | None, done: int, total: int | None, note: str) -> None:
        """Write how far a long stage is."""
        now = monotonic()
        if now - self._spoke.get((stage, network), now) < SECONDS_BETWEEN_LINES:
            return
        self._spoke[stage, network] = now
        self._say(f"{title(stage, network)}: {done}{f' of {total}' if total else ''} {note}".rstrip())

    def ended(self, stage: str, network: str | None, seconds: float, error: str | None) -> None:
        """Write how a stage has ended."""
        self._say(f"{title(stage, network)}: {f'failed: {error}' if error else 'done'} ({seconds:.1f} s)")

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)


def title(stage: str, network: str | None) -> str:
    """Name a stage for people."""
    name = stage.replace("_", " ")
    return f"{name} {network}" if network else name
