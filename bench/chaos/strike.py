"""`python -m bench.chaos.strike POINT THEN duowang-arguments…`: the hub's command, struck at a point.

POINT is a point as JSON. THEN is what happens there: `kill` (signal 9 to itself), `fill:FILE` (a file that
takes all the space its file system has left), `limit` (no file may grow any more), or `wait:FILE` (wait until
FILE is gone). `clock:SECONDS` needs no point: it shifts the hub's clock from the beginning.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.chaos import quick
from bench.chaos.clock import shift
from bench.chaos.points import Point
from warehouse.cli.main import main

_BLOCK = 1 << 20


def arm(point: Point, strike: Callable[[], None]) -> None:
    """Replace the point's function by one that strikes once; modules imported later get it by themselves."""
    module_name, _, path = point.target.partition(":")
    *classes, name = path.split(".")
    owner: Any = importlib.import_module(module_name)
    for part in classes:
        owner = getattr(owner, part)
    plain, calls = getattr(owner, name), 0

    def struck(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        is_meant = point.text in _described(args, kwargs)
        calls += is_meant
        is_now = is_meant and calls == point.nth
        if is_now and not point.after:
            strike()
        result = plain(*args, **kwargs)
        if is_now and point.after:
            strike()
        return result

    setattr(owner, name, struck)
    for module in [] if classes else list(sys.modules.values()):
        if getattr(module, name, None) is plain:
            setattr(module, name, struck)


def _described(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    own = [str(getattr(arg, "path", "")) for arg in args[:1]]
    return f"{args!r}{kwargs!r}{own!r}"


def effect(then: str) -> Callable[[], None]:
    """What happens at the point."""
    kind, _, value = then.partition(":")
    effects: dict[str, Callable[[], None]] = {
        "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "fill": lambda: fill(Path(value)),
        "limit": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
        "wait": lambda: _wait(Path(value)),
    }
    return effects[kind]


def fill(ballast: Path) -> None:
    """Take all the space that is left."""
    descriptor = os.open(ballast, os.O_WRONLY | os.O_CREAT, 0o600)
    for block in (_BLOCK, 4096):
        try:
            while True:
                os.posix_fallocate(descriptor, os.fstat(descriptor).st_size, block)
        except OSError:
            continue
    os.close(descriptor)


def _wait(flag: Path) -> None:
    """Wait until whoever steers the run takes the flag away; there must be one to begin with."""
    flag.with_suffix(".reached").touch()
    while flag.exists():
        time.sleep(0.02)


def run(point: str, then: str, arguments: list[str]) -> None:
    """Call the command, struck."""
    quick.apply()
    if then.startswith("clock:"):
        shift(float(then.partition(":")[2]))
    else:
        arm(Point(**json.loads(point)), effect(then))
    main(arguments, prog_name="duowang")


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], sys.argv[3:])
