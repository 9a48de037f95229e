"""Committing a batch: everything under a temporary name, forced to disk, then one rename."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from connectors.engine.errors import LandingError
from connectors.engine.manifest import MANIFEST, Manifest, committed, read_manifest

# what is read in one go, from a list that moves: a later run cannot go on with it
LIVE: Final = ".live.spool"
_BEFORE_ALL: Final = datetime.min.replace(tzinfo=UTC)


class Landing:
    """The landing folder: private, with its temporary folder on the same file system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._newest: dict[tuple[str, str], datetime] = {}
        root.parent.mkdir(parents=True, exist_ok=True)
        private_folder(root / ".tmp", root)

    def scratch(self, network: str, stream: str) -> Path:
        """Where a stream keeps what is not committed."""
        folder = self.root / ".tmp" / network / stream
        return private_folder(folder, self.root)

    def find(self, network: str, stream: str, batch_id: str) -> Manifest | None:
        """Read the manifest of a committed batch; None when there is none of that id."""
        return read_manifest(self.root / network / stream / batch_id)

    def in_order(self, network: str, stream: str, pulled_at: datetime) -> datetime:
        """When a batch was pulled; just after the newest batch, if a clock that was set back says less.

        Of two versions of a record the one that was pulled later is the true one.
        """
        known = self._newest.get((network, stream))
        if known is None:
            before = committed(self.root, network, stream)
            known = max((manifest.pulled_at for manifest in before), default=_BEFORE_ALL)
        # kept, so that a backlog of a year does not read a year of manifests for each day
        self._newest[network, stream] = known
        return max(pulled_at, known + timedelta(microseconds=1))

    def remove(self, network: str, stream: str, batch_id: str) -> None:
        """Remove a batch that another one replaces: its manifest first, so that it never half exists."""
        folder = self.root / network / stream / batch_id
        (folder / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)

    def stage(self, network: str, stream: str, batch_id: str) -> tuple[Path, str]:
        """Make an empty folder for a batch to be written, and say what to add to the names of its files.

        What is added (mostly nothing) keeps a replacement from overwriting a file in use.
        """
        folder = self.scratch(network, stream) / f"commit-{batch_id}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        exists = (self.root / network / stream / batch_id).exists()
        return folder, f".{datetime.now(UTC):%Y%m%d%H%M%S%f}" if exists else ""

    def commit(self, staged: Path, manifest: Manifest) -> Manifest:
        """Put a staged batch in its place, in the place of a former batch of the same id if there is one.

        The rename of the folder, or of the manifest inside a folder that exists, is the commit.
        """
        target = self.root / manifest.network / manifest.stream / manifest.batch_id
        private_folder(target.parent, self.root)
        write_private(staged / MANIFEST, manifest.model_dump_json(indent=1).encode())
        sync(staged)
        try:
            if target.exists():
                self._replace(staged, target, manifest)
            else:
                staged.rename(target)
        except OSError as error:
            raise LandingError(f"{manifest.batch_id} cannot be committed: {error.strerror}") from None
        sync(target.parent)
        stream = (manifest.network, manifest.stream)
        if stream in self._newest:
            self._newest[stream] = max(self._newest[stream], manifest.pulled_at)
        return manifest.at(target)

    def _replace(self, staged: Path, target: Path, manifest: Manifest) -> None:
        mark = self.scratch(manifest.network, manifest.stream) / f"replace-{manifest.batch_id}"
        mark.touch(mode=0o600)
        for path in staged.iterdir():
            if path.name != MANIFEST:
                path.rename(target / path.name)
        sync(target)
        (staged / MANIFEST).replace(target / MANIFEST)
        sync(target)
        _remove_unnamed(target, manifest)
        staged.rmdir()
        mark.unlink()

    def tidy(self, network: str, stream: str) -> None:
        """Remove what a killed run left: half-written batches, and files of a half-done replacement."""
        scratch = self.scratch(network, stream)
        for folder in scratch.glob("commit-*"):
            shutil.rmtree(folder, ignore_errors=True)
        for spool in scratch.glob(f"*{LIVE}"):
            spool.unlink()
        for mark in scratch.glob("replace-*"):
            batch_id = mark.name.removeprefix("replace-")
            manifest = self.find(network, stream, batch_id)
            if manifest is not None:
                _remove_unnamed(manifest.folder, manifest)
            mark.unlink()


def _remove_unnamed(folder: Path, manifest: Manifest) -> None:
    named = {MANIFEST, manifest.quarantine_file, manifest.ledger_file, *(f.name for f in manifest.files)}
    for path in folder.iterdir():
        if path.name not in named:
            path.unlink()


def private_folder(path: Path, root: Path) -> Path:
    """Make a folder under a root, each one on the way for its owner only."""
    for folder in (*reversed([p for p in path.parents if p == root or root in p.parents]), path):
        folder.mkdir(mode=0o700, exist_ok=True)
    return path


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, and force it to disk."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Force a file or a folder to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
