from __future__ import annotations

import io

from rich.console import Console

from connectors.engine.report import StreamReport
from warehouse.cli.watching import reporter
from warehouse.pipeline.watch_pull import Watch
from warehouse.progress import Silent


def console(*, terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=120, color_system=None)


def text(of: Console) -> str:
    assert isinstance(of.file, io.StringIO)
    return of.file.getvalue()


def test_without_a_terminal_a_stage_is_two_plain_lines() -> None:
    screen = console(terminal=False)
    with reporter(screen, bars=False) as listener:
        listener.began("check_marts", None)
        listener.advanced("check_marts", None, 1, 2, "soon")
        listener.ended("check_marts", None, 1.26, None)
    assert text(screen) == "check marts ...\ncheck marts: done (1.3 s)\n"


def test_a_failure_is_told_in_its_line() -> None:
    screen = console(terminal=False)
    with reporter(screen, bars=False) as listener:
        listener.began("pull", "shequ")
        listener.ended("pull", "shequ", 2.0, "refused [401]")
    assert text(screen).splitlines()[-1] == "pull shequ: failed: refused [401] (2.0 s)"


def test_on_a_terminal_each_network_has_a_bar() -> None:
    screen = console(terminal=True)
    with reporter(screen, bars=True) as listener:
        for network in ("shequ", "zongzhi"):
            listener.began("pull", network)
            listener.advanced("pull", network, 1, 9, "tickets [1]")
        listener.ended("pull", "shequ", 1.0, None)
        listener.ended("pull", "zongzhi", 1.0, "no answer")
    assert "pull shequ" in text(screen)
    assert "9/9" in text(screen)
    assert "failed: no answer" in text(screen)


def test_a_pull_is_shown_by_streams_done_and_rows_received() -> None:
    told: list[tuple[int, int | None, str]] = []

    class Listener(Silent):
        def advanced(self, stage: str, network: str | None, done: int, total: int | None, note: str) -> None:
            told.append((done, total, note))

    watch = Watch(Listener(), "pull", "shequ", 9)
    watch.stream_started("shequ", "tickets")
    watch.rows("shequ", "tickets", 1200)
    watch.rows("shequ", "tickets", 300)
    watch.stream_finished(StreamReport("shequ", "tickets", "ok"))
    assert told == [
        (0, 9, "tickets, 0 rows"),
        (0, 9, "tickets, 1,200 rows"),
        (0, 9, "tickets, 1,500 rows"),
        (1, 9, "tickets, 1,500 rows"),
    ]
