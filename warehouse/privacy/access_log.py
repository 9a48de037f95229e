"""Who read restricted data, when and why: a log in which no line can be changed or taken out unseen.

Each entry holds the hash of the one before it. The newest hash is also written to the hub's own log, so that
a log that was cut short or written anew as a whole does not fit what was noted there.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import pwd
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from warehouse.errors import HomeError, HubError
from warehouse.locks import waiting
from warehouse.paths import PRIVATE_FILE, Home

log = logging.getLogger(__name__)

FIRST = "0" * 64
REVIEW_EXPORT = "review export"
_LOCK = "access"


class BrokenChainError(HubError):
    """The access log is not what was written."""


@dataclass(frozen=True)
class Access:
    """One reading or changing of restricted data. `subject` is a keyed digest, never a value."""

    number: int
    at: str
    who: str
    action: str
    purpose: str
    subject: str
    detail: Mapping[str, int | str]
    before: str
    hash: str = ""


def note(
    home: Home, action: str, purpose: str, subject: str, detail: Mapping[str, int | str] | None = None
) -> Access:
    """Add an entry; it is on the disk before this returns.

    Raises:
        HomeError: the restricted folder cannot be written: then nothing may be read either.
        BrokenChainError: the log's end is not readable.

    """
    home.restricted.mkdir(mode=0o700, parents=True, exist_ok=True)
    with waiting(home, _LOCK):
        last = _last(home)
        entry = Access(
            number=last.number + 1 if last else 1,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            who=_who(),
            action=action,
            purpose=purpose,
            subject=subject,
            detail=dict(detail or {}),
            before=last.hash if last else FIRST,
        )
        sealed = Access(**asdict(entry) | {"hash": _digest(entry)})
        _append(log_file(home), json.dumps(asdict(sealed), ensure_ascii=False, sort_keys=True))
    log.info("access %d %s %s", sealed.number, sealed.action, sealed.hash)
    return sealed


def entries(home: Home) -> list[Access]:
    """Read the log, oldest first, and check every link of the chain.

    Raises:
        BrokenChainError: an entry was changed, put in or taken out; says which.

    """
    before = FIRST
    found: list[Access] = []
    for number, entry in enumerate(_read(home), start=1):
        if entry.number != number or entry.before != before or entry.hash != _digest(entry):
            raise _broken(home, number)
        before = entry.hash
        found.append(entry)
    return found


def handed_out(home: Home) -> list[str]:
    """List the files of the review queue that clerks were given: name, when, to whom."""
    given = (entry for entry in _read(home) if entry.action == REVIEW_EXPORT)
    return [f"{entry.detail.get('file', '')} ({entry.at}, {entry.who})" for entry in given]


def log_file(home: Home) -> Path:
    """Name the file."""
    return home.restricted / "access.jsonl"


def _read(home: Home) -> Iterator[Access]:
    try:
        lines = log_file(home).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for number, line in enumerate(lines, start=1):
        try:
            yield Access(**json.loads(line))
        except (ValueError, TypeError):
            raise _broken(home, number) from None


def _last(home: Home) -> Access | None:
    read = list(_read(home))
    return read[-1] if read else None


def _digest(entry: Access) -> str:
    content = {name: value for name, value in asdict(entry).items() if name != "hash"}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _append(path: Path, line: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
        with os.fdopen(descriptor, "ab") as file:
            file.write(line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise HomeError(path, error) from error


def _who() -> str:
    """Name the account, and the one that took it on by sudo."""
    try:
        account = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        account = str(os.getuid())
    caller = os.environ.get("SUDO_USER", "")
    return f"{account} ({caller})" if caller else account


def _broken(home: Home, number: int) -> BrokenChainError:
    return BrokenChainError(
        f"the access log is broken at entry {number}: it was changed, or an entry is missing before it",
        where=str(log_file(home)),
        fix="keep the file as evidence, compare it with the backup and with the hashes in logs/duowang.log",
    )
