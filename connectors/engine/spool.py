"""The pages received for a batch that is not committed yet, safe against a kill at any moment.

One file of frames: a frame is a JSON head and a body (an Arrow record batch, or nothing). A torn last frame
is cut off when the file is opened again. The folder is private: rows hold restricted fields.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyarrow as pa

_LENGTHS: Final = struct.Struct("<III")


@dataclass(frozen=True)
class Frame:
    """One piece of progress."""

    head: dict[str, Any]
    body: bytes


class Spool:
    """An append-only file of frames. Not thread-safe: its owner holds a lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._file: BinaryIO = os.fdopen(descriptor, "r+b")
        self._end = 0

    def recover(self) -> Iterator[Frame]:
        """Yield the whole frames of a former run, then cut off what is torn. Call once, before `append`."""
        self._file.seek(0)
        while (frame := self._next()) is not None:
            yield frame
        self._file.truncate(self._end)
        self._file.seek(self._end)

    def append(self, head: dict[str, Any], body: bytes | pa.Buffer = b"") -> None:
        """Add a frame; it is out of this process when the call returns."""
        text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
        checksum = zlib.crc32(body, zlib.crc32(text))
        self._file.write(_LENGTHS.pack(len(text), len(body), checksum) + text)
        self._file.write(body)
        self._file.flush()

    def bodies(self) -> Iterator[Frame]:
        """Read all frames again, one at a time. Those of a former run were checked by `recover`."""
        with self.path.open("rb") as source:
            while (frame := _read(source, is_checked=True)) is not None:
                yield frame

    def close(self) -> None:
        """Close the file and keep it."""
        self._file.close()

    def discard(self) -> None:
        """Close and delete the file."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def _next(self) -> Frame | None:
        frame = _read(self._file)
        if frame is not None:
            self._end = self._file.tell()
        return frame


def first_head(path: Path) -> dict[str, Any] | None:
    """The head of the first frame of a file; None when there is no whole one."""
    try:
        with path.open("rb") as source:
            frame = _read(source)
    except FileNotFoundError:
        return None
    return None if frame is None else frame.head


def _read(source: BinaryIO, *, is_checked: bool = False) -> Frame | None:
    lengths = source.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_size, body_size, checksum = _LENGTHS.unpack(lengths)
    text, body = source.read(head_size), source.read(body_size)
    if len(body) < body_size:
        return None
    if not is_checked and zlib.crc32(body, zlib.crc32(text)) != checksum:
        return None
    return Frame(json.loads(text), body)
