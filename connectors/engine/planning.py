"""What to ask for next, derived from the manifests alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from connectors.engine.manifest import Manifest
from connectors.engine.moments import micros
from connectors.engine.window import BEGINNING, Window


@dataclass(frozen=True)
class Range:
    """A range of time to read, and the pull it belongs to. `pull` is the whole range of that pull.

    A backfill reads what was read before: it says nothing about what is new.
    """

    window: Window
    pull_id: str
    pull: Window
    is_backfill: bool = False


def watermark(manifests: Sequence[Manifest]) -> int | None:
    """The newest update time known to be read up to; None when nothing has been."""
    return max((micros(m.watermark) for m in manifests if m.watermark is not None), default=None)


def unfinished(manifests: Sequence[Manifest]) -> Range | None:
    """What is left of the newest pull, when its batches do not reach its end."""
    pulls = [m for m in manifests if m.pull_id and not m.is_backfill]
    if not pulls:
        return None
    newest = max(pulls, key=lambda m: (m.pulled_at, m.window_to))
    pull = Window(micros(newest.pull_from or newest.window_from), micros(newest.pull_to or newest.window_to))
    reached = max(micros(m.window_to) for m in pulls if m.pull_id == newest.pull_id)
    if reached >= pull.end:
        return None
    return Range(Window(reached, pull.end), newest.pull_id, pull)


def begun(head: Mapping[str, Any] | None, new: Range | None) -> Range | None:
    """The pull that a killed run had begun before it committed anything, by the head of its pages.

    It counts only where it began as the new pull would begin.
    """
    if head is None or new is None or head.get("start") != new.window.start or "pull" not in head:
        return None
    pull = Window(*head["pull"])
    return Range(pull, head["pull_id"], pull) if pull.start == new.window.start else None


def next_range(manifests: Sequence[Manifest], end: int, look_back: timedelta, pull_id: str) -> Range | None:
    """The range of a new pull up to `end`: from the watermark less the look-back, or from the beginning."""
    mark = watermark(manifests)
    start = BEGINNING if mark is None else max(BEGINNING, mark - look_back // timedelta(microseconds=1))
    if start >= end:
        return None
    return Range(Window(start, end), pull_id, Window(start, end))
