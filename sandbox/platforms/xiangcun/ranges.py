"""Byte ranges (RFC 9110): which part of a file a request asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORM = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True)
class Part:
    """Bytes `start` to `stop` (exclusive) of a file."""

    start: int
    stop: int


class UnsatisfiableError(ValueError):
    """The range lies beyond the file."""


def requested(header: str | None, size: int) -> Part | None:
    """Return the part asked for; None for the whole file (no range, or one this server does not read).

    Raises UnsatisfiableError.
    """
    match = _FORM.fullmatch(header or "")
    if match is None or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1) if last else size
    if start >= size or start >= stop:
        raise UnsatisfiableError(f"bytes {start}- of {size}")
    return Part(start, stop)
