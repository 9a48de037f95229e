"""What all commands have in common: the home, the form of the output, and how errors end them."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click
from rich.console import Console

from warehouse.cli.watching import reporter
from warehouse.counties import configured
from warehouse.counties.scope import (
    COUNTY_VARIABLE,
    entered,
    entered_county,
    entered_or_all,
    entered_or_province,
    hub_home,
    hub_of,
)
from warehouse.errors import HubError
from warehouse.exit_codes import ExitCode
from warehouse.own_log import logging_to
from warehouse.paths import PRIVATE_FILE, PRIVATE_FOLDER, Home
from warehouse.progress import Reporter
from warehouse.settings import Settings

Command = Callable[..., ExitCode | None]
Scope = Callable[[str | None, str | None], AbstractContextManager[Home]]
"""Called with the county and the home that were named; gives the home to work in."""

LOG_WIDTH = 150


@dataclass(frozen=True)
class Session:
    """One call of a command: its settings and where it writes.

    People read the table on standard output and the progress on standard error; with `--json` standard output
    holds one JSON document and nothing else.
    """

    settings: Settings
    as_json: bool
    out: Console
    err: Console
    county: str | None = None

    @contextmanager
    def watching(self) -> Iterator[Reporter]:
        """Show progress while the enclosed work runs: bars on a terminal, lines elsewhere."""
        with reporter(self.err, bars=self.err.is_terminal and not self.as_json) as listener:
            yield listener

    def answer(self, document: Mapping[str, Any], show: Callable[[Console], None]) -> None:
        """Give the result in the form that was asked for."""
        if self.as_json:
            write_json(document)
        else:
            show(self.out)


def command(function: Command) -> Callable[..., None]:
    """Give a command `--home`, `--county` and `--json`, a `Session` first, and documented exit codes."""
    return _of_a_county(_wrap(function, entered_county, prepare=True))


def tidying(function: Command) -> Callable[..., None]:
    """Do the same for a command that the province has need of, too."""
    return _of_a_county(_wrap(function, entered, prepare=True))


def looking(function: Command) -> Callable[..., None]:
    """Do the same for a command that only looks: it makes no folder."""
    return _of_a_county(_wrap(function, entered, prepare=False))


def anywhere(function: Command) -> Callable[..., None]:
    """Do the same for a command that also takes `--county all`: it finds that in the session's county."""
    return _of_a_county(_wrap(function, entered_or_all, prepare=True))


def also_across(function: Command) -> Callable[..., None]:
    """Do the same for a command that the province answers from its counties: then its home is the hub's."""
    return _of_a_county(_wrap(function, entered_or_province, prepare=True))


def of_the_hub(function: Command) -> Callable[..., None]:
    """Do the same for a command about all counties together: without `--county`, in the hub's home."""
    return _wrap(function, hub_home, prepare=False)


def _of_a_county(wrapped: Callable[..., None]) -> Callable[..., None]:
    told = "One county of several, by id or code, or province (needs DUOWANG_COUNTIES)."
    return click.option("--county", envvar=COUNTY_VARIABLE, help=told)(wrapped)


def _wrap(function: Command, scope: Scope, *, prepare: bool) -> Callable[..., None]:
    @click.option("--home", type=click.Path(file_okay=False), help="Data home; before DUOWANG_HOME.")
    @click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
    @click.pass_context
    @wraps(function)
    def wrapper(
        context: click.Context, /, home: str | None, as_json: bool, county: str | None = None, **options: Any
    ) -> None:
        err = Console(stderr=True, highlight=False)
        place: Home | None = None
        with ExitStack() as stack:
            try:
                place = stack.enter_context(scope(county, home))
                settings = Settings.from_env(home=place.root)
                if prepare and configured() is None:  # what holds several counties is no home itself
                    settings.home.prepare()
                session = Session(settings, as_json, _console(), err, county)
                with logging_to(settings.home):
                    code = function(session, **options)
            except HubError as error:
                show_error(error, err, as_json=as_json)
                code = error.exit_code
            except Exception as error:  # noqa: BLE001 the last resort: a bare trace may quote somebody's data
                show_error(unexpected(error, place or hub_of(home)), err, as_json=as_json)
                code = ExitCode.UNEXPECTED
        context.exit(code or ExitCode.OK)

    return wrapper


def _console() -> Console:
    """Write tables as wide as the terminal, or wide enough for a log."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=LOG_WIDTH)


def write_json(document: Mapping[str, Any]) -> None:
    """Write one JSON document to standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n")


def show_error(error: HubError, console: Console, *, as_json: bool) -> None:
    """Say what, where and what to do."""
    if as_json:
        detail = {"what": error.what, "where": error.where, "fix": error.fix}
        write_json({"ok": False, "exit_code": int(error.exit_code), "error": detail})
        return
    console.print(f"error: {error.what}", style="bold red", markup=False)
    for name, text in (("where", error.where), ("what to do", error.fix)):
        if text:
            console.print(f"{name}: {text}", markup=False, soft_wrap=True)


def unexpected(error: Exception, home: Home) -> HubError:
    """Keep the trace of an error nobody foresaw in the private folder, and name only its kind."""
    target = home.build / "unexpected_error.txt"
    fix = "report it with the kind of error; the trace may hold personal data and stays on this machine"
    try:
        target.parent.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        target.touch(PRIVATE_FILE)
        target.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        return HubError(f"unexpected {type(error).__name__}, and its trace cannot be written", fix=fix)
    return HubError(f"unexpected {type(error).__name__}", where=str(target), fix=fix)
