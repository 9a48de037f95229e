"""Versions of the published file: folders beside one another, and the link to the one that is read.

The link is relative, so that the home can be moved or mounted elsewhere, and it is replaced by
`rename`, so that a reader finds either the former version or the new one, never nothing.
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from warehouse.errors import HomeError, NothingToPublishError, sentence_list
from warehouse.locks import PUBLICATION, waiting
from warehouse.paths import Home

FILE_NAME = "hub.duckdb"
DRAFT = ".draft-"
WITHDRAWN = ".withdrawn"
_STEM = "%Y%m%dT%H%M%SZ"
_VERSION = re.compile(r"\d{8}T\d{6}Z(-\d+)?")


def versions(home: Home) -> list[str]:
    """List the versions that hold a file, oldest first."""
    if not home.published.is_dir():
        return []
    names = (folder.name for folder in home.published.iterdir() if (folder / FILE_NAME).is_file())
    return sorted((name for name in names if _VERSION.fullmatch(name)), key=_age)


def current_version(home: Home) -> str | None:
    """Name the version that readers see, or None before the first publication."""
    try:
        return home.current.readlink().name
    except FileNotFoundError:
        return None
    except OSError as error:
        raise HomeError(
            home.current, error, fix="this must be a link: move what stands there away"
        ) from error


def new_version(home: Home, now: datetime) -> str:
    """Name a version after its instant (UTC); a second one in the same second gets a number."""
    stem = now.astimezone(UTC).strftime(_STEM)
    taken = {folder.name for folder in home.published.iterdir()}
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (stem, *numbered) if name not in taken)


def not_before_newest(home: Home, now: datetime) -> datetime:
    """Return now, or the instant of the newest version if a clock that was set back says less.

    Versions are ordered by their names; a new one that sorted as old would be removed before its time.
    """
    newest = versions(home)[-1:]
    return max([now, *(_instant(version) for version in newest)])


def point_at(home: Home, version: str) -> None:
    """Let readers see a version, from one instant to the next."""
    try:
        swap_link(home.current, version)
    except OSError as error:
        raise HomeError(home.published, error) from error


def swap_link(link: Path, name: str) -> None:
    """Let a link lead to a folder beside it, from one instant to the next. Raises OSError."""
    draft = link.with_name(f".{link.name}-{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.symlink_to(name, target_is_directory=True)
    draft.replace(link)
    sync_folder(link.parent)


def rollback(home: Home, version: str | None = None) -> str:
    """Point readers at the version before the current one, or at a named one, at any time.

    A newer version that is left is marked as withdrawn: later roll-backs pass over it unless it is named.

    Returns:
        the version that is read from now on.

    Raises:
        NothingToPublishError: there is no such version.

    """
    with waiting(home, PUBLICATION):
        return _roll_back(home, version or _former(home))


def _roll_back(home: Home, target: str) -> str:
    if target not in versions(home):
        known = sentence_list(reversed(versions(home)))
        raise NothingToPublishError(
            f"there is no published version {target}",
            where=str(home.published),
            fix=f"choose one of {known}" if known else "duowang run publishes the first",
        )
    left = current_version(home)
    point_at(home, target)
    (home.published / target / WITHDRAWN).unlink(missing_ok=True)
    if left is not None and _age(target) < _age(left) and (home.published / left).is_dir():
        (home.published / left / WITHDRAWN).touch()
    return target


def prune(home: Home, keep: int) -> list[str]:
    """Remove the oldest versions beyond `keep`, never the one that is read.

    A reader that still holds a removed file open reads on undisturbed until it closes it.
    """
    current = current_version(home)
    doomed = [name for name in versions(home)[:-keep] if name != current]
    for name in doomed:
        out_of_sight = (home.published / name).rename(home.published / f"{DRAFT}{name}")
        shutil.rmtree(out_of_sight)
    return doomed


def clear_drafts(home: Home) -> None:
    """Remove what a publication that was killed has left."""
    for draft in home.published.glob(f"{DRAFT}*"):
        shutil.rmtree(draft)
    for link in home.published.glob(".current-*"):
        link.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Have the file system write a folder's entries down, so that a rename survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _former(home: Home) -> str:
    current = current_version(home)
    sound = [name for name in versions(home) if not (home.published / name / WITHDRAWN).exists()]
    older = [name for name in sound if current is not None and _age(name) < _age(current)]
    if not older:
        raise NothingToPublishError(
            "there is no former version to return to",
            where=str(home.published),
            fix="name one with --to, or publish another one first",
        )
    return older[-1]


def _instant(version: str) -> datetime:
    return datetime.strptime(version.partition("-")[0], _STEM).replace(tzinfo=UTC)


def _age(version: str) -> tuple[str, int]:
    stem, _, number = version.partition("-")
    return (stem, int(number or 1))
