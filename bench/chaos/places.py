"""Mounts in a namespace of our own: a small disk, a read-only home. They end with the process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSIDE = "DUOWANG_CHAOS_NAMESPACE"


def enter_namespace() -> None:
    """Start this process anew where it may mount, if the system lets it; otherwise go on as it is."""
    if os.environ.get(INSIDE) or not may_have_namespace():
        return
    os.environ[INSIDE] = "1"
    module = [sys.executable, "-m", "bench.chaos", *sys.argv[1:]]
    inside = subprocess.run(["unshare", *namespace_options(), *module], check=False)
    raise SystemExit(inside.returncode)


def may_have_namespace() -> bool:
    """Try whether a file system can be mounted in a namespace of its own."""
    if shutil.which("unshare") is None:
        return False
    attempt = ["unshare", *namespace_options(), "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(attempt, capture_output=True, check=False).returncode == 0


def namespace_options() -> list[str]:
    """How `unshare` is asked for mounts: root needs no user namespace."""
    return ["--mount"] if os.geteuid() == 0 else ["--mount", "--map-root-user"]


def can_mount() -> bool:
    """Tell whether this process was started where it may mount."""
    return bool(os.environ.get(INSIDE))


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a file system in memory on an empty folder."""
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make a folder read-only for everybody; without mounts, by its modes, which do not bind root."""
    if not can_mount():
        with _without_write_modes(folder):
            yield
        return
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def _without_write_modes(folder: Path) -> Iterator[None]:
    before = {path: path.stat().st_mode for path in (folder, *folder.rglob("*")) if not path.is_symlink()}
    for path, mode in before.items():
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in before.items():
            path.chmod(mode)
