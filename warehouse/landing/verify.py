"""Check that the landed files are what their manifests say, before anything is built on them.

The content's checksum is compared each time: a disk that rots changes neither a file's size nor its time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from connectors.engine.manifest import Manifest
from warehouse.errors import LandingCorruptError
from warehouse.landing.batches import SNAPSHOT, LandedFile, how_to_mend


def verify(files: Sequence[LandedFile], threads: int) -> None:
    """Check every file.

    Raises:
        LandingCorruptError: a file is missing, cannot be read or is not what its manifest says.

    """
    for file in files:
        _check_size(file)
    with ThreadPoolExecutor(threads) as pool:
        for file, digest in zip(files, pool.map(_checksum, files), strict=True):
            if digest != file.sha256:
                raise _corrupt(file, "its content has changed since it was landed")


def _check_size(file: LandedFile) -> None:
    try:
        size = file.path.stat().st_size
    except FileNotFoundError as error:
        raise _corrupt(file, "it is missing") from error
    if size != file.size:
        raise _corrupt(file, f"it has {size} bytes instead of {file.size}")


def _checksum(file: LandedFile) -> str:
    try:
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise _corrupt(file, f"it cannot be read ({error.strerror})") from error


def _corrupt(file: LandedFile, reason: str) -> LandingCorruptError:
    return LandingCorruptError(
        f"a landed file is damaged: {reason}", where=str(file.path), fix=_how_to_mend(file.manifest)
    )


def _how_to_mend(manifest: Manifest) -> str:
    return how_to_mend(manifest.network, manifest.stream, manifest.batch_id, is_day=manifest.kind == SNAPSHOT)
