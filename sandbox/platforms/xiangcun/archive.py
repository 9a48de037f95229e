"""One issue of a day's drop on disk: the ZIP, with GBK names that carry no UTF-8 flag, and its manifest."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from sandbox.platforms.xiangcun.tables import Table, parse

_UTF8_FLAG = 0x800
_EPOCH = (1980, 1, 1, 0, 0, 0)


class _GbkZipInfo(zipfile.ZipInfo):
    """A ZIP entry as old Chinese tools write it; the standard library would write UTF-8 and set the flag."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the standard library's hook
        return self.filename.encode("gbk"), self.flag_bits & ~_UTF8_FLAG


@dataclass(frozen=True)
class Issue:
    """One issue of a day's drop."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def archive(self) -> Path:
        """The ZIP."""
        return self.folder / str(self.manifest["archive"])

    def tables(self) -> list[Table]:
        """Return what the ZIP holds."""
        with zipfile.ZipFile(self.archive, metadata_encoding="gbk") as packed:
            return [parse(name.removesuffix(".csv"), packed.read(name)) for name in packed.namelist()]


def load_issue(folder: Path) -> Issue:
    """Return the issue that stands in a folder."""
    return Issue(folder, orjson.loads((folder / "manifest.json").read_bytes()))


def write_issue(folder: Path, day: str, issued: int, tables: Iterable[Table]) -> Issue:
    """Write a day's drop (ISO date) into a folder, which appears only when it is whole."""
    scratch = folder.with_name(f".{folder.name}.{os.getpid()}")
    scratch.mkdir(parents=True, exist_ok=True)
    name = f"xc_{day.replace('-', '')}.zip"
    files = _pack(scratch / name, tables)
    content = (scratch / name).read_bytes()
    manifest = {"day": day, "issued": issued, "archive": name, "bytes": len(content)}
    manifest |= {"sha256": sha256(content).hexdigest(), "files": files}
    (scratch / "manifest.json").write_bytes(orjson.dumps(manifest))
    scratch.rename(folder)
    return Issue(folder, manifest)


def _pack(path: Path, tables: Iterable[Table]) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for table in tables:
            content = table.to_bytes()
            entry = _GbkZipInfo(f"{table.name}.csv", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content)
            files.append(
                {"name": entry.filename, "rows": len(table.rows), "sha256": sha256(content).hexdigest()}
            )
    return files
