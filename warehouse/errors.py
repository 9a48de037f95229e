"""Errors of the warehouse: each says what went wrong, where, and what to do about it.

No message may hold a personal value: they end in logs, run records and on screens.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from warehouse.exit_codes import ExitCode


class HubError(Exception):
    """Anything the hub can explain.

    Args:
        what: one sentence, without a full stop.
        where: a path, a network, a model; may be empty.
        fix: what the reader should do; may be empty.

    """

    exit_code = ExitCode.UNEXPECTED

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        self.what, self.where, self.fix = what, where, fix
        parts = (what, f"where: {where}" if where else "", f"what to do: {fix}" if fix else "")
        super().__init__("\n".join(part for part in parts if part))


class HomeError(HubError):
    """The home, or a folder the hub needs, cannot be used."""

    exit_code = ExitCode.HOME_UNUSABLE

    def __init__(self, folder: Path, reason: OSError | str, *, fix: str = "") -> None:
        text = (reason.strerror or type(reason).__name__) if isinstance(reason, OSError) else reason
        default = "make it writable for this user, free disk space, or choose another home with --home"
        super().__init__(f"cannot use this folder: {text}", where=str(folder), fix=fix or default)


class ConfigurationError(HubError):
    """A setting or a Connection is missing or malformed."""

    exit_code = ExitCode.USAGE


class LockedError(HubError):
    """Another process does what only one may do at a time."""

    exit_code = ExitCode.LOCKED


class LandingCorruptError(HubError):
    """A committed batch is not what its manifest says."""

    exit_code = ExitCode.LANDING_CORRUPT


class BuildFailedError(HubError):
    """A model or a dbt test failed."""

    exit_code = ExitCode.BUILD_FAILED


class DamagedBuildError(BuildFailedError):
    """The build database cannot be read; all it held can be built from the landing."""


class GateStoppedError(HubError):
    """A quality rule of severity error failed: the former version stays in place."""

    exit_code = ExitCode.GATE_STOPPED


class NothingToPublishError(HubError):
    """There is no checked build to publish, or no other version to return to."""

    exit_code = ExitCode.NOTHING_TO_PUBLISH


def refused_by_disk(folder: Path, message: str) -> HomeError | None:
    """Tell a disk that is full or read-only from any other error, by what the system says; else None."""
    signs = {
        "No space left": ("the disk is full", "free space, then run again"),
        "File too large": ("no file may grow any more", "raise the limit of file sizes, then run again"),
        "Disk quota exceeded": ("the disk quota is used up", "free space, then run again"),
        "Read-only file system": ("it is read-only", "make it writable, then run again"),
    }
    found = next((told for sign, told in signs.items() if sign in message), None)
    return HomeError(folder, found[0], fix=found[1]) if found else None


def sentence_list(names: Iterable[str], limit: int = 5) -> str:
    """Join names for a sentence, at most `limit` of them."""
    listed = list(names)
    rest = len(listed) - limit
    return ", ".join(listed[:limit]) + (f" and {rest} more" if rest > 0 else "")
