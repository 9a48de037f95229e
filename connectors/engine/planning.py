"""What to ask for next, derived from the manifests alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from connectors.engine.manifest import Manifest
from connectors.engine.moments import micros
from connectors.engine.window import BEGINNING, Window


@dataclass(frozen=True)
class Range:
    """A range of time to read, and the pull it belongs to. `pull` is the whole range of that pull."""

    window: Window
    pull_id: str
    pull: Window


def watermark(manifests: Sequence[Manifest]) -> int | None:
    """The newest update time known to be read up to; None when nothing has been."""
    return max((micros(m.watermark) for m in manifests if m.watermark is not None), default=None)


def unfinished(manifests: Sequence[Manifest]) -> Range | None:
    """What is left of the newest pull, when its batches do not reach its end."""
    pulls = [m for m in manifests if m.pull_id and m.pull_to and m.pull_from and not m.open_end]
    if not pulls:
        return None
    newest = max(pulls, key=lambda m: (m.pulled_at, m.window_to))
    pull = Window(micros(newest.pull_from or newest.window_from), micros(newest.pull_to or newest.window_to))
    reached = max(micros(m.window_to) for m in pulls if m.pull_id == newest.pull_id)
    if reached >= pull.end:
        return None
    return Range(Window(reached, pull.end), newest.pull_id, pull)


def next_range(manifests: Sequence[Manifest], end: int, look_back: timedelta, pull_id: str) -> Range | None:
    """The range of a new pull up to `end`: from the watermark less the look-back, or from the beginning."""
    mark = watermark(manifests)
    start = BEGINNING if mark is None else max(BEGINNING, mark - look_back // timedelta(microseconds=1))
    if start >= end:
        return None
    return Range(Window(start, end), pull_id, Window(start, end))
