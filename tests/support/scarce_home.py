"""`python -m tests.support.scarce_home full|read-only HOME`: publish where the home cannot be written.

Prints as JSON how the publication ended, whether readers were still served, and how the next one ended.
Started through `unshare` it has a small disk or a read-only mount; else a limit on file sizes and modes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.chaos.county import published
from bench.chaos.hub import ROOT, Answer, Hub
from bench.chaos.places import INSIDE, can_mount, may_have_namespace, namespace_options, read_only, small_disk
from bench.chaos.points import AMID_COPYING
from bench.chaos.readers import read_once


def in_scarcity(kind: str, home: Path) -> dict[str, Any]:
    """Play it in a process of its own, in a namespace where the system allows one."""
    command = [sys.executable, "-m", "tests.support.scarce_home", kind, str(home)]
    if may_have_namespace():
        command = ["unshare", *namespace_options(), "env", f"{INSIDE}=1", *command]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def full(home: Path) -> dict[str, Any]:
    """Fill the disk while tables are copied; then free it."""
    with _disk(home) as (hub, then):
        struck = hub.struck(AMID_COPYING, then, "publish")
        served = _served(hub)
        (hub.home.parent / "ballast").unlink(missing_ok=True)
        return _told(struck, served, hub.call("publish"), hub.call("status"))


def closed(home: Path) -> dict[str, Any]:
    """Make the home read-only; then writable again."""
    hub = Hub(home, {})
    with read_only(home):
        struck, served, status = hub.call("publish"), _served(hub), hub.call("status")
    return _told(struck, served, hub.call("publish"), status)


@contextmanager
def _disk(home: Path) -> Iterator[tuple[Hub, str]]:
    if not can_mount():
        yield Hub(home, {}), "limit"
        return
    with tempfile.TemporaryDirectory() as place, small_disk(Path(place) / "disk", 64) as disk:
        shutil.copytree(home, disk / "home", symlinks=True)
        yield Hub(disk / "home", {}), f"fill:{disk / 'ballast'}"


def _served(hub: Hub) -> bool:
    return read_once(published(hub.home))[1]


def _told(struck: Answer, served: bool, repair: Answer, status: Answer) -> dict[str, Any]:
    codes = {"struck": struck.code, "repair": repair.code, "status": status.code}
    return codes | {"message": struck.message, "served": served}


if __name__ == "__main__":
    played = {"full": full, "read-only": closed}[sys.argv[1]](Path(sys.argv[2]))
    sys.stdout.write(json.dumps(played))
