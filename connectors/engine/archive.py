"""Reading a ZIP that may be damaged or hostile: nothing is extracted, names and sizes are checked first."""

from __future__ import annotations

import hashlib
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import IO, Final

from connectors.engine.errors import BadDataError

_UTF8_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1
_MOST_ENTRIES: Final = 1000
_MOST_BYTES: Final = 1 << 30
_MOST_RATIO: Final = 400
_SMALL: Final = 1 << 20
# what the standard library raises when an archive is not what it says it is
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)


class UnsafeArchiveError(BadDataError):
    """The archive is damaged, or made to do harm."""


class SafeArchive:
    """The plain files of a ZIP in memory, by name. Names without the UTF-8 flag are read as GBK."""

    def __init__(self, content: bytes, most_bytes: int = _MOST_BYTES) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _DAMAGE:
            raise UnsafeArchiveError("the archive is not a readable ZIP") from None
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        if len(entries) > _MOST_ENTRIES:
            raise UnsafeArchiveError(f"the archive has {len(entries)} entries")
        if sum(entry.file_size for entry in entries) > most_bytes:
            raise UnsafeArchiveError(f"the archive unpacks to more than {most_bytes} bytes")
        self._entries = _checked(entries)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files."""
        return tuple(self._entries)

    def open(self, name: str) -> IO[bytes]:
        """Open a file; reading stops at the declared size. Raises KeyError, UnsafeArchiveError."""
        try:
            return self._zip.open(self._entries[name])
        except _DAMAGE:
            raise UnsafeArchiveError("an entry of the archive cannot be opened") from None

    def sha256(self, name: str) -> str:
        """Unpack a file and hash it. Raises KeyError, and UnsafeArchiveError when it does not unpack."""
        digest = hashlib.sha256()
        try:
            with self.open(name) as source:
                while chunk := source.read(1 << 20):
                    digest.update(chunk)
        except _DAMAGE:
            raise UnsafeArchiveError("an entry of the archive does not unpack") from None
        return digest.hexdigest()


def _checked(entries: list[zipfile.ZipInfo]) -> Mapping[str, zipfile.ZipInfo]:
    named: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = _name(entry)
        if name in named:
            raise UnsafeArchiveError("two entries of the archive have the same name")
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise UnsafeArchiveError("an entry of the archive is encrypted")
        if entry.file_size > _SMALL and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1):
            raise UnsafeArchiveError("an entry of the archive is packed too tightly to be data")
        named[name] = entry
    return named


def _name(entry: zipfile.ZipInfo) -> str:
    """The true name. zipfile reads names without the UTF-8 flag as cp437, which can be undone."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8_FLAG:
        try:
            name = name.encode("cp437").decode("gbk")
        except UnicodeError:
            raise UnsafeArchiveError("an entry of the archive has an unreadable name") from None
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\x00" in name:
        raise UnsafeArchiveError("an entry of the archive points outside")
    return name
